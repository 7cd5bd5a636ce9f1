import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { certificate } from '@/tests/support/certificate';
import { describeFaults, describeUnreachable, readInTime, wordsOf } from '@/tests/support/failing-pages';
import { type FakeSentry, fakeSentry, fakeToken } from '@/tests/upstream/fake-sentry';

let app: App;
let sentry: FakeSentry;
let cookie: string;
let token: string;
const event = '1'.repeat(32);

beforeAll(async () => {
  sentry = await fakeSentry(certificate());
  const time = new Date(Date.now() - 60_000).toISOString();
  const tags = { request_id: 'req-1', org_id: 'o_1', feature: 'checkout' };
  sentry.push([{ id: event, issue: 'WEB-1', time, type: 'TypeError', value: 'x is undefined', user: 'u_7', tags }]);
  app = await startApp({ env: { ISSUES_URL: `${sentry.url}?org_tag=org_id&sampled=1`, ISSUES_TOKEN: fakeToken } });
  ({ cookie } = await app.makeUser('admin'));
  token = await app.makeToken({ scopes: ['audit:write', 'issues:read', 'audit:read'], source: 'shop' });
  const action = { action: 'order.refunded', actor_id: 'u_1', request_id: 'req-2', created_at: new Date().toISOString() };
  await fetch(`${app.baseUrl}/api/v1/actions`, {
    method: 'POST',
    body: JSON.stringify([action, { ...action, request_id: 'req-1' }]),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
});
afterAll(async () => {
  await app.stop();
  await sentry.close();
});

const get = (path: string, bearer?: string) =>
  fetch(app.baseUrl + path, { headers: bearer ? { authorization: `Bearer ${bearer}` } : { cookie }, redirect: 'manual' });
const textAt = async (path: string) => wordsOf(await (await get(path)).text());

test('without a fault issues are listed, told and shown one by one', async () => {
  expect(await textAt('/issues')).toContain('TypeError: x is undefined');
  const story = await textAt('/trace?id=req-1');
  expect(story).toContain('x is undefined');
  expect(story).toContain('Complete for audit and issues');
  const issue = await textAt('/issues/issue?id=WEB-1');
  expect(issue).toContain('src/pay.ts');
  expect(issue).toContain('u_7');
  const settings = await textAt('/settings/sources');
  expect(settings).toContain('It answered just now');
  expect(settings).toContain('all but session_id, surface');
});

const couldNot = (page: string) => expect(page).toContain('This could not be answered');
let again = 0;

describeFaults({
  roundMs: 5_000,
  upstream: () => sentry,
  read: (path) => readInTime(app, cookie, path),
  // A question that was not answered before, and an ID of which nothing is kept.
  pages: (question) => [
    { path: '/trace?id=req-2', says: storySays },
    { path: `/issues?q=x-${question}`, says: couldNot },
    { path: `/issues/issue?id=${4_100_000_000 + question}`, says: couldNot },
    { path: '/', says: (page) => expect(page).toContain('Today') },
  ],
  answersAgain: async () => {
    const anew = () => {
      again += 1;
      return textAt(`/issues?q=undefined+-y-${again}`);
    };
    await expect.poll(anew, { timeout: 40_000, interval: 1_000 }).toContain('TypeError');
  },
});

function storySays(page: string): void {
  expect(page).toContain('u_1: refunded order');
  expect(page).toMatch(/Not complete: issues \(/);
  expect(page).not.toContain('It is over');
}

describeUnreachable({
  start: async (fault) => {
    const upstream = await fakeSentry(certificate());
    upstream.set(fault);
    return { upstream, app: await startApp({ env: { ISSUES_URL: `${upstream.url}?org_tag=org_id`, ISSUES_TOKEN: fakeToken } }) };
  },
  pages: [
    { path: '/trace?id=req-1', says: (page) => expect(page).toMatch(/Not complete: issues \(/) },
    { path: '/issues', says: couldNot },
    { path: '/issues/issue?id=4100000000', says: couldNot },
    { path: '/', says: (page) => expect(page).toContain('Today') },
  ],
});

test('what it answered before is shown with its age, and what it asks for is told to programs', async () => {
  const story = await textAt('/trace?id=req-1');
  expect(story).toContain('x is undefined');
  expect(story).toMatch(/Not complete: issues \(this is as of \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  const answer = await get('/api/v1/issues?q=never-asked', token);
  const problem = (await answer.json()) as { type: string; detail: string };
  expect([answer.status, Number(answer.headers.get('retry-after')) > 200]).toEqual([503, true]);
  expect(problem).toMatchObject({ type: 'urn:tracebook:problem:unavailable', detail: expect.stringContaining('Sentry') });
  expect(await textAt('/settings/sources')).toContain('Sentry does not answer');
});

test('the token stands in no page, no answer and no line of the log', async () => {
  for (const path of ['/settings/sources', '/issues', '/api/v1/issues', '/api/health', '/api/metrics']) {
    expect(await (await get(path)).text(), path).not.toContain('CANARY');
  }
  expect(app.output()).not.toContain('CANARY');
});
