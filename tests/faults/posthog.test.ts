import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addDays } from '@/lib/time';
import { type App, startApp } from '@/tests/support/app';
import { certificate } from '@/tests/support/certificate';
import { describeFaults, describeUnreachable, readInTime, wordsOf } from '@/tests/support/failing-pages';
import { type FakePosthog, fakeKey, fakePosthog } from '@/tests/upstream/fake-posthog';

let app: App;
let posthog: FakePosthog;
let cookie: string;
let token: string;
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
const textAt = async (path: string) => wordsOf(await (await get(path)).text());
const feature = '/usage/feature?name=customers&tz=UTC';

test('without a fault use is listed, told and shown one by one, with its replay', async () => {
  expect(await textAt('/usage?tz=UTC')).toContain('customers');
  const story = await (await get('/trace?id=req-1')).text();
  expect(wordsOf(story)).toMatch(/Complete for audit(,| and).*usage/);
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

let again = 0;

describeFaults({
  roundMs: 5_000,
  upstream: () => posthog,
  read: (path) => readInTime(app, cookie, path),
  pages: (question) => {
    // Days that nobody counted yet.
    const from = addDays(today, -56 + (question % 12));
    return [
      { path: '/trace?id=req-2', says: storySays },
      { path: `/usage?tz=UTC&from=${from}&to=${addDays(from, 16 + question)}`, says: uncountedSays },
      { path: feature, says: (page) => expect(page).toMatch(/customers.*Replays.*This could not be answered/) },
      { path: '/usage?tz=UTC', says: (page) => expect(page).toContain('customers') },
    ];
  },
  answersAgain: async () => {
    const anew = () => {
      again += 1;
      return textAt(`/trace?id=again-${again}`);
    };
    await expect.poll(anew, { timeout: 40_000, interval: 1_000 }).toMatch(/Complete for audit(,| and).*usage/);
  },
});

function storySays(page: string): void {
  expect(page).toContain('u_1: refunded order');
  expect(page).toMatch(/Not complete: usage \(/);
  expect(page).not.toContain('It is over');
}

function uncountedSays(page: string): void {
  expect(page).toMatch(/This could not be answered|as of|instead/);
  expect(page).not.toContain('PostHog told of no use yet');
}

/** Nothing was ever read from it. */
describeUnreachable({
  start: async (fault) => {
    const upstream = await fakePosthog(certificate());
    upstream.set(fault);
    return { upstream, app: await startApp({ env: { USAGE_URL: upstream.url, USAGE_TOKEN: fakeKey } }) };
  },
  pages: [
    { path: '/trace?id=req-1', says: (page) => expect(page).toMatch(/Not complete: usage \(/) },
    { path: '/usage', says: (page) => expect(page).toContain('This could not be answered') },
    { path: '/usage/feature?name=customers', says: (page) => expect(page).toContain('This could not be answered') },
    { path: '/', says: (page) => expect(page).toContain('Today') },
  ],
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
