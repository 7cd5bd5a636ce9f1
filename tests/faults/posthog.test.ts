import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addDays } from '@/lib/time';
import { type App, startApp } from '@/tests/support/app';
import { certificate } from '@/tests/support/certificate';
import { faultRounds } from '@/tests/support/fault-rounds';
import { type Fault, faults } from '@/tests/support/faulty-server';
import { type FakePosthog, fakeKey, fakePosthog } from '@/tests/upstream/fake-posthog';

/** R12 as a person meets it: pages of a PostHog that fails are done within three seconds, say so, and show what is kept. */

let app: App;
let posthog: FakePosthog;
let cookie: string;
let token: string;
const rounds = faultRounds(20) === 20 ? 20 : 1;
const isWhole = rounds > 1;
const today = new Date().toISOString().slice(0, 10);
const yesterday = addDays(today, -1);

beforeAll(async () => {
  posthog = await fakePosthog(certificate());
  const properties = { feature: 'customers', surface: 'list', request_id: 'req-1', $session_id: 's-1' };
  const use = { event: 'opened', distinctId: 'u_7', properties };
  posthog.push([
    { ...use, uuid: '0193d000-0000-4000-9000-000000000001', time: `${yesterday}T10:00:00.000Z` },
    { ...use, uuid: '0193d000-0000-4000-9000-000000000002', time: `${addDays(today, -40)}T10:00:00.000Z` },
  ]);
  posthog.pushReplays([{ session: 's-1', began: `${yesterday}T09:59:00.000Z` }]);
  app = await startApp({ env: { USAGE_URL: `${posthog.url}&days=14`, USAGE_TOKEN: fakeKey } });
  ({ cookie } = await app.makeUser('admin'));
  token = await app.makeToken({ scopes: ['audit:write', 'usage:read', 'audit:read', 'settings:manage'], source: 'shop' });
  const action = { action: 'order.refunded', actor_id: 'u_1', request_id: 'req-2', created_at: new Date().toISOString() };
  await post('/api/v1/actions', JSON.stringify(action));
  // In the background where it takes longer than a page may.
  const read = async () => ((await (await post('/api/v1/usage/sync', '')).json()) as { outcome: string }).outcome;
  await vi.waitFor(async () => expect(await read()).toBe('done'), { timeout: 60_000, interval: 500 });
});
afterAll(async () => {
  await app.stop();
  await posthog.close();
});

const post = (path: string, body: string) =>
  fetch(app.baseUrl + path, { method: 'POST', body, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });
const get = (path: string) => fetch(app.baseUrl + path, { headers: { cookie }, redirect: 'manual' });
const text = (page: string) =>
  page
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const textAt = async (path: string) => text(await (await get(path)).text());
const feature = '/usage/feature?name=customers&tz=UTC';

test('without a fault use is listed, told and shown one by one, with its replay', async () => {
  expect(await textAt('/usage?tz=UTC')).toContain('customers');
  const story = await (await get('/trace?id=req-1')).text();
  expect(text(story)).toMatch(/Complete for audit(,| and).*usage/);
  expect(story).toContain('/project/123/replay/s-1?t=60');
  expect(await (await get(feature)).text()).toContain('/project/123/replay/s-1?t=60');
  expect(await textAt('/settings/sources')).toContain('It answered just now');
});

test('what SDKs send here is refused, with where to send it', async () => {
  const key = 'a'.repeat(32);
  await app.sql`insert into project_keys (key, project, trust, created_by) values (${key}, 'web', 'client', 'test')`;
  const sent = { api_key: `phc_${key}`, batch: [{ event: 'opened', distinct_id: 'u_1', properties: { feature: 'customers' } }] };
  const answer = await fetch(`${app.baseUrl}/batch/`, { method: 'POST', body: JSON.stringify(sent) });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([501, 'application/problem+json']);
  expect(await answer.json()).toMatchObject({ detail: 'Use is counted by PostHog here: send product events there.' });
  expect(await app.sql`select from usage_events`).toHaveLength(0);
});

/** Each is tried on every question in tests/db/posthog-faults.test.ts; of pages, one of each kind, and all in the longer run. */
const kinds: readonly Fault[] = ['black-hole', 'failing', 'html'];
const isMet = (fault: Fault) => fault !== 'limited' && fault !== 'refused' && fault !== 'bad-tls';
/** 429 comes last: it is heeded, and nothing is asked for minutes. */
const order: readonly Fault[] = [...(isWhole ? faults.filter(isMet) : kinds), 'limited'];
let question = 0;

/** What succeeds makes failures before it forgotten: each page meets its fault, and not the rest after five. */
async function answersAgain(): Promise<void> {
  posthog.set(null);
  const anew = () => {
    question += 1;
    return textAt(`/trace?id=again-${question}`);
  };
  await expect.poll(anew, { timeout: 40_000, interval: 1_000 }).toMatch(/Complete for audit(,| and).*usage/);
}

describe.each(order)('%s', (fault) => {
  test(`is said on every page within three seconds, ${rounds} times`, { timeout: rounds * 20_000 }, async () => {
    for (let round = 0; round < (fault === 'limited' ? 1 : rounds); round += 1) {
      question += 1;
      // Days that nobody counted yet.
      const from = addDays(today, -56 + (question % 12));
      const pages = ['/trace?id=req-2', `/usage?tz=UTC&from=${from}&to=${addDays(from, 16 + question)}`, feature, '/usage?tz=UTC'];
      for (const [place, path] of pages.entries()) {
        posthog.set(fault);
        const started = performance.now();
        const answer = await get(path);
        const page = text(await answer.text());
        expect(performance.now() - started, path).toBeLessThan(3_000);
        expect(answer.status, path).toBe(200);
        expect(page).not.toContain('CANARY');
        if (place === 0) {
          expect(page).toContain('u_1: refunded order');
          expect(page).toMatch(/Not complete: usage \(/);
          expect(page).not.toContain('It is over');
        } else if (place === 1) {
          expect(page).toMatch(/This could not be answered|as of|instead/);
          expect(page).not.toContain('PostHog told of no use yet');
        } else if (place === 2) {
          expect(page).toMatch(/customers.*Replays.*This could not be answered/);
        } else expect(page).toContain('customers');
        if (fault !== 'limited' && place < 3) await answersAgain();
      }
    }
    expect(posthog.strayed).toBe(0);
  });
});

/** Where the address itself is at fault, an app that knows no other meets it; nothing was ever read from it. */
test.runIf(isWhole).each(['refused', 'bad-tls'] as const)('%s is said on every page within three seconds', async (fault) => {
  const away = await fakePosthog(certificate());
  away.set(fault);
  const other = await startApp({ env: { USAGE_URL: away.url, USAGE_TOKEN: fakeKey } });
  try {
    const person = await other.makeUser('admin');
    for (const path of ['/trace?id=req-1', '/usage', '/usage/feature?name=customers', '/']) {
      const started = performance.now();
      const answer = await fetch(other.baseUrl + path, { headers: { cookie: person.cookie }, redirect: 'manual' });
      const page = text(await answer.text());
      expect(performance.now() - started, path).toBeLessThan(3_000);
      expect(answer.status, path).toBe(200);
      if (path.startsWith('/trace')) expect(page).toMatch(/Not complete: usage \(/);
      else if (path !== '/') expect(page).toContain('This could not be answered');
    }
  } finally {
    await other.stop();
    await away.close();
  }
});

test('a sync that is asked for is told why it stops, and the key stands nowhere', async () => {
  posthog.set('limited');
  const answer = (await (await post('/api/v1/usage/sync', '')).json()) as { outcome: string; why: string | null };
  expect(answer).toMatchObject({ outcome: 'partly', why: expect.stringContaining('PostHog') });
  expect(await textAt('/settings/sources')).toContain('PostHog does not answer');
  for (const path of ['/settings/sources', '/usage', '/api/health', '/api/metrics']) {
    expect(await (await get(path)).text(), path).not.toContain('CANARY');
  }
  expect(app.output()).not.toContain('CANARY');
});
