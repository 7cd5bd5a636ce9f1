import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { certificate } from '@/tests/support/certificate';
import { type FakeLoki, fakeLoki } from '@/tests/support/fake-loki';
import { faultRounds } from '@/tests/support/fault-rounds';
import { type Fault, faults } from '@/tests/support/faulty-server';

/** R12 as a person meets it: pages of a Loki that fails are done within three seconds, say so, and show what does not depend on it. */

let app: App;
let loki: FakeLoki;
let cookie: string;
let token: string;
let id: string;
const rounds = faultRounds(20) === 20 ? 20 : 1;

beforeAll(async () => {
  loki = await fakeLoki(certificate());
  const ns = BigInt(Date.now() - 60_000) * 1_000_000n;
  loki.push([{ stream: { service_name: 'shop' }, ns, text: '{"msg":"refunding","request_id":"req-1","level":"error"}' }]);
  app = await startApp({ env: { LOGS_URL: loki.url } });
  ({ cookie } = await app.makeUser('admin'));
  token = await app.makeToken({ scopes: ['audit:write', 'logs:write', 'logs:read', 'audit:read'], source: 'shop' });
  const action = { action: 'order.refunded', actor_id: 'u_1', request_id: 'req-1', created_at: new Date().toISOString() };
  await send('/api/v1/actions', JSON.stringify(action));
  id = ((await (await get('/api/v1/logs', token)).json()) as { rows: { id: string }[] }).rows[0]?.id ?? '';
});
afterAll(async () => {
  await app.stop();
  await loki.close();
});

const send = (path: string, body: string) =>
  fetch(app.baseUrl + path, { method: 'POST', body, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });
const get = (path: string, bearer?: string) =>
  fetch(app.baseUrl + path, { headers: bearer ? { authorization: `Bearer ${bearer}` } : { cookie }, redirect: 'manual' });
const text = (page: string) =>
  page
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

test('without a fault lines are listed, told and shown one by one; they are not taken in', async () => {
  expect(text(await (await get('/logs')).text())).toContain('refunding');
  const story = text(await (await get('/trace?id=req-1')).text());
  expect(story).toContain('refunding');
  expect(story).toContain('Complete for audit and logs');
  expect(text(await (await get(`/logs/line?id=${id}`)).text())).toContain('As it came');
  expect(text(await (await get('/settings/logs')).text())).toContain('It answered just now');
  const refused = await send('/api/v1/logs', '{"msg":"x"}');
  expect([refused.status, refused.headers.get('content-type')]).toEqual([501, 'application/problem+json']);
});

test('what other sources know is there while Loki is still asked', async () => {
  loki.set('black-hole');
  const started = performance.now();
  const answer = await get('/trace?id=req-1');
  let page = '';
  let early = Number.POSITIVE_INFINITY;
  for await (const piece of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    page += piece;
    if (early === Number.POSITIVE_INFINITY && text(page).includes('u_1: refunded order')) early = performance.now() - started;
  }
  loki.set(null);
  const whole = performance.now() - started;
  expect(text(page)).toContain('Still asking logs');
  expect(text(page)).toMatch(/Not complete: logs \(/);
  expect([early < 1_500, whole < 3_000, whole - early > 500]).toEqual([true, true, true]);
});

/** 429 comes last: it is heeded, and nothing is asked for minutes. */
const order: readonly Fault[] = [...faults.filter((fault) => fault !== 'limited' && fault !== 'refused' && fault !== 'bad-tls'), 'limited'];

describe.each(order)('%s', (fault) => {
  test(`is said on every page within three seconds, ${rounds} times`, { timeout: rounds * 20_000 }, async () => {
    for (let round = 0; round < (fault === 'limited' ? 1 : rounds); round += 1) {
      loki.set(fault);
      const pages = ['/trace?id=req-1', '/logs?q=level%3Aerror'];
      for (const [place, path] of pages.entries()) {
        const started = performance.now();
        const answer = await get(path);
        const page = text(await answer.text());
        expect(performance.now() - started, path).toBeLessThan(3_000);
        expect(answer.status).toBe(200);
        if (place === 0) {
          expect(page).toContain('u_1: refunded order');
          expect(page).toMatch(/Not complete: logs \(/);
          expect(page).toContain('Whether it is over is not known');
          expect(page).not.toContain('It is over');
        } else expect(page).toContain('This could not be answered');
        expect(page).not.toContain('left alone');
      }
      if (fault === 'limited') continue;
      loki.set(null);
      // What succeeds makes failures before it forgotten: each round meets its fault, and not the rest after five.
      expect(text(await (await get('/logs')).text())).toContain('refunding');
    }
    expect(loki.strayed).toBe(0);
  });
});

/** Where the address itself is at fault, an app that knows no other meets it. */
test.each(['refused', 'bad-tls'] as const)('%s is said on every page within three seconds', async (fault) => {
  const away = await fakeLoki(certificate());
  away.set(fault);
  const other = await startApp({ env: { LOGS_URL: away.url } });
  try {
    const person = await other.makeUser('admin');
    for (const path of ['/trace?id=req-1', '/logs?q=level%3Aerror']) {
      const started = performance.now();
      const answer = await fetch(other.baseUrl + path, { headers: { cookie: person.cookie }, redirect: 'manual' });
      const page = text(await answer.text());
      expect(performance.now() - started, path).toBeLessThan(3_000);
      expect(answer.status, path).toBe(200);
      expect(page).toMatch(path.startsWith('/trace') ? /Not complete: logs \(/ : /This could not be answered/);
    }
  } finally {
    await other.stop();
    await away.close();
  }
});

test('what Loki asks for is told to programs too', async () => {
  const answer = await get('/api/v1/logs', token);
  const problem = (await answer.json()) as { type: string; detail: string; request_id: string };
  expect([answer.status, Number(answer.headers.get('retry-after')) > 200]).toEqual([503, true]);
  expect(problem).toMatchObject({ type: 'urn:tracebook:problem:unavailable', detail: expect.stringContaining('Loki') });
  expect(text(await (await get(`/logs/line?id=${id}`)).text())).toContain('This could not be answered');
  expect(text(await (await get('/settings/logs')).text())).toContain('Loki does not answer');
});
