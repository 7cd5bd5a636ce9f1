import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { storeProduct } from '@/tests/support/stored-product';

let app: App;
const tokens: Record<'all' | 'one' | 'none', string> = { all: '', one: '', none: '' };

beforeAll(async () => {
  app = await startApp();
  const scopes = ['usage:read', 'issues:read', 'audit:read', 'logs:read'];
  tokens.all = await app.makeToken({ scopes, orgs: ['*'] });
  tokens.one = await app.makeToken({ scopes, orgs: ['org_1'] });
  tokens.none = await app.makeToken({ scopes: ['audit:read', 'logs:read', 'issues:read'], orgs: ['*'] });
  await storeProduct(app);
});
afterAll(() => app?.stop());

interface Row {
  readonly feature: string | null;
  readonly users: number | null;
  readonly [field: string]: unknown;
}

async function get(path: string, token = tokens.all) {
  const answer = await fetch(`${app.baseUrl}${path}`, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, headers: answer.headers, text, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> };
}

async function rowsOf(path: string, token = tokens.all): Promise<readonly Row[]> {
  const { status, body } = await get(path, token);
  expect([path, status]).toEqual([path, 200]);
  return body.rows as Row[];
}

const named = (rows: readonly Row[]) => Object.fromEntries(rows.map((row) => [row.feature, row]));
const calls = ['/api/v1/usage/features', '/api/v1/usage/feature?name=checkout', '/api/v1/usage/surfaces?feature=checkout'];

describe('GET /api/v1/usage/features', () => {
  test('tells every feature with its value, its cost and what is not known of it', async () => {
    const { body } = await get('/api/v1/usage/features?tz=Asia/Muscat');
    const rows = named(body.rows as Row[]);
    expect(body).toMatchObject({ next: null, readings: { errors: { verdict: 'found' }, lines: { verdict: 'not-recorded' } } });
    expect(rows.checkout).toMatchObject({ users: 180, orgs: 24, place: 'fix', cost: { errors: 240, lines: null, churn: 5200 } });
    expect(rows['bulk-export']).toMatchObject({ place: 'retire', users: 3 });
    expect(rows['fax-orders']).toMatchObject({ verdict: 'silent', users: 0, events: 0 });
    expect(rows.loyalty).toMatchObject({ verdict: 'unknown', users: null, events: null, value: null, cost: { errors: 7, churn: null } });
    expect(body.coverage).toMatchObject({ events: expect.any(Number), with_feature: expect.any(Number) });
  });

  test.each([
    ['users', 'search'],
    ['events', 'search'],
    ['cost', 'checkout'],
    ['name', `a-feature-whose-name-somebody-${'made-far-too-long-'.repeat(6)}`],
  ])('by %s', async (sort, first) => {
    expect((await rowsOf(`/api/v1/usage/features?sort=${sort}`))[0]?.feature).toBe(first);
  });

  test('by other weights', async () => {
    const usual = named(await rowsOf('/api/v1/usage/features'));
    const weighed = named(
      await rowsOf('/api/v1/usage/features?weights=people:1,orgs:0,return:0;errors:1,hit:0,lines:0,slow:0,actions:0,churn:0'),
    );
    expect(weighed.search?.value).toBe(100);
    expect(weighed.checkout?.cost).toMatchObject({ score: 100 });
    expect(weighed.notes?.value).not.toBe(usual.notes?.value);
  });

  test('on a day in the past nothing is known of what came later', async () => {
    const asof = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
    const { body } = await get(`/api/v1/usage/features?asof=${asof}&from=2000-01-01&to=2100-01-01`);
    expect(body.to).toBe(asof);
    expect(named(body.rows as Row[]).catalogue?.users).toBe(110);
  });

  test('as a file: the same rows in the same order', async () => {
    const { headers, text } = await get('/api/v1/usage/features?sort=users&format=csv');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="ledger-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv"$/);
    const rows = await rowsOf('/api/v1/usage/features?sort=users');
    expect(
      text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(rows.map(({ feature }) => feature));
  });
});

test('one feature: who uses it, where, what is shared there and what happened meanwhile', async () => {
  const { body } = await get('/api/v1/usage/feature?name=checkout');
  expect(body).toMatchObject({ feature: 'checkout', users: 180, churn: { lines: 5200 } });
  expect((body.orgs_using as Row[]).length).toBe(24);
  expect((body.sharing as Row[]).map(({ feature }) => feature)).toEqual(['gift-cards']);
  expect((body.markers as Row[]).map(({ kind }) => kind)).toContain('deploy');
  expect((await get('/api/v1/usage/feature?name=loyalty')).body).toMatchObject({ verdict: 'unknown', surfaces_used: [] });
});

test('surfaces of one feature, and of all', async () => {
  const rows = await rowsOf('/api/v1/usage/surfaces?feature=checkout');
  expect(rows.map(({ feature, surface }) => [feature, surface]).sort()).toEqual([
    ['checkout', 'cart'],
    ['checkout', 'checkout'],
  ]);
  expect((await rowsOf('/api/v1/usage/surfaces')).length).toBeGreaterThan(10);
});

test('nothing of another organisation', async () => {
  const rows = named(await rowsOf('/api/v1/usage/features', tokens.one));
  expect(rows.checkout).toMatchObject({ orgs: 1, cost: { churn: null } });
  expect(rows['fax-orders']).toBeUndefined();
  expect((await get('/api/v1/usage/feature?name=fax-orders', tokens.one)).status).toBe(404);
  const all = await Promise.all(calls.map((call) => get(call, tokens.one)));
  expect(all.map(({ text }) => /org_(?!1\b)\d+/.test(text))).toEqual(calls.map(() => false));
});

test.each(calls)('%s is refused to strangers and to who may not', async (call) => {
  expect((await get(call, '')).status).toBe(401);
  expect((await get(call, tokens.none)).status).toBe(403);
});

test.each([
  ['/api/v1/usage/features?q=colour:red', 'q'],
  ['/api/v1/usage/features?from=soon', 'from'],
  ['/api/v1/usage/features?weights=people:99', 'weights'],
  ['/api/v1/usage/features?sort=best', 'sort'],
  ['/api/v1/usage/surfaces?to=2026', 'to'],
  ['/api/v1/usage/feature?name=checkout&tz=Mars/Base', 'tz'],
])('%s is refused, and it is said what could not be read', async (call, at) => {
  const { status, body } = await get(call);
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ at }]);
});

test('what nobody ever heard of is not there', async () => {
  expect((await get('/api/v1/usage/feature')).status).toBe(404);
  expect((await get('/api/v1/usage/feature?name=never')).status).toBe(404);
});

describeWithShared('hostile names', 'contracts/hostile-inputs.json', (file) => {
  const inputs = hostileInputs(file, 'row.text').slice(0, 60);

  test('are told as they are, and make no markup on any screen', async () => {
    const { cookie } = await app.makeUser('product');
    for (const [n, { text }] of inputs.entries()) {
      await app.sql`
        insert into usage_events (created_at, source, event_id, trust, event, user_id, org_id, feature, surface)
        values (now(), 'hostile', ${`h-${n}`}, 'client', 'opened', 'u_1', 'org_h', ${stored(text)}, ${stored(text)})`;
      await app.sql`
        insert into usage_features (source, feature, org_id, events, first_used, last_used)
        values ('hostile', ${stored(text)}, 'org_h', 1, now(), now()) on conflict do nothing`;
    }
    const rows = await rowsOf('/api/v1/usage/features?q=org:org_h');
    expect(rows.map(({ feature }) => feature).sort()).toEqual([...new Set(inputs.map(({ text }) => stored(text)))].sort());
    for (const { text } of inputs.slice(0, 25)) {
      const page = await fetch(`${app.baseUrl}/usage/feature?name=${encodeURIComponent(stored(text))}&q=org:org_h`, {
        headers: { cookie },
      });
      expect([text, page.status]).toEqual([text, 200]);
      const html = await page.text();
      if (/<(script|img|svg)/i.test(text)) expect(html.includes(text)).toBe(false);
    }
    const list = await fetch(`${app.baseUrl}/usage?rows=all`, { headers: { cookie } });
    expect(list.status).toBe(200);
  }, 120_000);
});

/** What the database can hold of it. */
function stored(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '').slice(0, 150) || 'empty';
}
