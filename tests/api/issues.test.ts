import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { storeError } from '@/tests/support/stored-errors';

let app: App;
const tokens: Record<'all' | 'one' | 'two' | 'none', string> = { all: '', one: '', two: '', none: '' };

beforeAll(async () => {
  app = await startApp();
  const scopes = ['issues:read'];
  tokens.all = await app.makeToken({ scopes, orgs: ['*'] });
  tokens.one = await app.makeToken({ scopes, orgs: ['org_1'] });
  tokens.two = await app.makeToken({ scopes, orgs: ['org_2'] });
  tokens.none = await app.makeToken({ scopes: ['audit:read', 'logs:read'], orgs: ['*'] });
  await storeError(app, { type: 'TypeError', message: 'secret of one', org: 'org_1', request: 'req-1' });
  await storeError(app, { type: 'PaymentError', message: 'secret of two', org: 'org_2', user: 'u_2', trust: 'client' });
});
afterAll(() => app?.stop());

interface Row {
  readonly id: string;
  readonly title: string;
  readonly message: string;
}

async function get(path: string, token = tokens.all) {
  const answer = await fetch(`${app.baseUrl}${path}`, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
  return { status: answer.status, type: answer.headers.get('content-type'), body: (await answer.json()) as Record<string, unknown> };
}

async function rowsOf(path: string, token = tokens.all): Promise<readonly Row[]> {
  const { status, body } = await get(path, token);
  expect([path, status]).toEqual([path, 200]);
  return body.rows as Row[];
}

const calls = ['/api/v1/issues', '/api/v1/issue?id=1', '/api/v1/issues/events'];

test('issues are listed with what is known of them, sorted and counted', async () => {
  const { body } = await get('/api/v1/issues?q=type:*Error&sort=first&tz=Asia/Tokyo');
  expect(body).toMatchObject({ count: { value: 2, capped: false }, next: null, previous: null, caveats: [] });
  expect(body.rows).toMatchObject([
    { title: 'PaymentError: secret of two', trust: 'client', users: { value: 1 }, features: ['billing'], releases: ['2.4.1'] },
    { title: 'TypeError: secret of one', trust: 'server', events: { value: 1 }, environments: ['production'], status: 'unresolved' },
  ]);
});

test('pages lead onwards, and give each issue once', async () => {
  const first = await get('/api/v1/issues?limit=1');
  const next = encodeURIComponent(String(first.body.next));
  const second = await rowsOf(`/api/v1/issues?limit=1&after=${next}`);
  expect(new Set([...(first.body.rows as Row[]), ...second].map(({ id }) => id)).size).toBe(2);
  expect((await get(`/api/v1/issues?limit=1&sort=users&after=${next}`)).status).toBe(400);
});

test('one issue is told by its newest event, by number or by short ID', async () => {
  const { body } = await get('/api/v1/issue?id=1');
  expect(body).toMatchObject({
    title: 'TypeError: secret of one',
    event: {
      request_id: 'req-1',
      exceptions: [{ frames: [{ function: 'pay', in_app: true }] }],
      request: { method: 'POST', path: '/pay' },
    },
    hit: [{ user_id: 'u_1', org_id: 'org_1', events: 1 }],
  });
  expect((await get(`/api/v1/issue?id=${body.short_id}`)).body).toEqual(body);
});

test('events are found by request and by issue', async () => {
  expect((await rowsOf('/api/v1/issues/events?q=request:req-1')).map(({ message }) => message)).toEqual(['secret of one']);
  expect(await rowsOf('/api/v1/issues/events?q=issue:1')).toHaveLength(1);
  expect(await rowsOf('/api/v1/issues/events?q=request:req-none')).toEqual([]);
});

describe('refusals', () => {
  test.each(calls)('%s: a stranger is asked who they are, and who may not see issues is refused', async (path) => {
    expect((await get(path, '')).status).toBe(401);
    expect((await get(path, 'tb_none')).status).toBe(401);
    expect((await get(path, tokens.none)).status).toBe(403);
  });

  test.each([
    ['/api/v1/issues?q=relase:2.4', 'q'],
    ['/api/v1/issues?sort=worst', 'sort'],
    ['/api/v1/issues?limit=101', 'limit'],
    ['/api/v1/issues?tz=Mars/Base', 'tz'],
    ['/api/v1/issues/events?limit=1001', 'limit'],
    ['/api/v1/issues/events?q="open', 'q'],
  ])('%s is refused, and says which part it was', async (path, at) => {
    expect(await get(path)).toMatchObject({ status: 400, type: 'application/problem+json', body: { errors: [{ at }] } });
  });

  test.each(['/api/v1/issues?after=forged', '/api/v1/issues/events?after=forged'])('%s is no page', async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  test.each(['', '?id=', '?id=999999', '?id=WEB-999', '?id=-1', `?id=${'9'.repeat(300)}`, "?id=1'or'1'='1", '?id=%00'])(
    '/api/v1/issue%s is not there',
    async (query) => expect((await get(`/api/v1/issue${query}`)).status).toBe(404),
  );
});

test('nothing is seen of another organisation, by any call', async () => {
  for (const token of [tokens.two, await app.makeToken({ scopes: ['issues:read'], orgs: ['org_9'] })]) {
    expect(await get('/api/v1/issue?id=1', token)).toMatchObject({ status: 404 });
    for (const path of [
      '/api/v1/issues',
      '/api/v1/issues?q=org:org_1',
      '/api/v1/issues?q=user:u_1',
      '/api/v1/issues/events?q=request:req-1',
    ])
      expect([path, JSON.stringify(await rowsOf(path, token)).includes('of one')]).toEqual([path, false]);
  }
  expect((await rowsOf('/api/v1/issues', tokens.one)).map(({ title }) => title)).toEqual(['TypeError: secret of one']);
});
