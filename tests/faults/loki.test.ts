import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { certificate } from '@/tests/support/certificate';
import { describeFaults, describeUnreachable, readInTime, wordsOf } from '@/tests/support/failing-pages';
import { type FakeLoki, fakeLoki } from '@/tests/support/fake-loki';

let app: App;
let loki: FakeLoki;
let cookie: string;
let token: string;
let id: string;

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
const textAt = async (path: string) => wordsOf(await (await get(path)).text());

test('without a fault lines are listed, told and shown one by one; they are not taken in', async () => {
  expect(await textAt('/logs')).toContain('refunding');
  const story = await textAt('/trace?id=req-1');
  expect(story).toContain('refunding');
  expect(story).toContain('Complete for audit and logs');
  expect(await textAt(`/logs/line?id=${id}`)).toContain('As it came');
  expect(await textAt('/settings/logs')).toContain('It answered just now');
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
    if (early === Number.POSITIVE_INFINITY && wordsOf(page).includes('u_1: refunded order')) early = performance.now() - started;
  }
  loki.set(null);
  const whole = performance.now() - started;
  expect(wordsOf(page)).toContain('Still asking logs');
  expect(wordsOf(page)).toMatch(/Not complete: logs \(/);
  expect([early < 1_500, whole < 3_000, whole - early > 500]).toEqual([true, true, true]);
});

function storySays(page: string): void {
  expect(page).toContain('u_1: refunded order');
  expect(page).toMatch(/Not complete: logs \(/);
  expect(page).toContain('Whether it is over is not known');
  expect(page).not.toContain('It is over');
  expect(page).not.toContain('left alone');
}

function listSays(page: string): void {
  expect(page).toContain('This could not be answered');
  expect(page).not.toContain('left alone');
}

describeFaults({
  upstream: () => loki,
  read: (path) => readInTime(app, cookie, path),
  pages: () => [
    { path: '/trace?id=req-1', says: storySays },
    { path: '/logs?q=level%3Aerror', says: listSays },
  ],
  answersAgain: async () => expect(await textAt('/logs')).toContain('refunding'),
});

describeUnreachable({
  start: async (fault) => {
    const upstream = await fakeLoki(certificate());
    upstream.set(fault);
    return { upstream, app: await startApp({ env: { LOGS_URL: upstream.url } }) };
  },
  pages: [
    { path: '/trace?id=req-1', says: (page) => expect(page).toMatch(/Not complete: logs \(/) },
    { path: '/logs?q=level%3Aerror', says: listSays },
  ],
});

test('what Loki asks for is told to programs too', async () => {
  const answer = await get('/api/v1/logs', token);
  const problem = (await answer.json()) as { type: string; detail: string; request_id: string };
  expect([answer.status, Number(answer.headers.get('retry-after')) > 200]).toEqual([503, true]);
  expect(problem).toMatchObject({ type: 'urn:tracebook:problem:unavailable', detail: expect.stringContaining('Loki') });
  expect(await textAt(`/logs/line?id=${id}`)).toContain('This could not be answered');
  expect(await textAt('/settings/logs')).toContain('Loki does not answer');
});
