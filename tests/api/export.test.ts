import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { fillForExports, rowsTold } from '@/tests/support/export-rows';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { manifestIn } from '@/tests/support/manifest';
import { rawRequest } from '@/tests/support/raw-request';
import { describeWithShared } from '@/tests/support/shared';

let app: App;
let token: string;

beforeAll(async () => {
  app = await startApp();
  token = await app.makeToken({ scopes: ['audit:read', 'audit:export'] });
  await fillForExports(app.sql, 20_000);
});
afterAll(() => app?.stop());

test('a file comes as it is made, under a name of ours, and its manifest afterwards', async () => {
  const answer = await get('/api/v1/actions/export?q=actor:u_1&format=csv&reason=why+not&filename=a%22%0D%0AX:+y');
  const id = answer.headers.get('x-tracebook-export') ?? '';
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-disposition': `attachment; filename="tracebook-${id}.csv"`,
    'content-type': 'text/csv; charset=utf-8; header=present',
    'cache-control': 'private, no-store, no-transform',
    etag: `"${id}"`,
  });
  expect([answer.headers.get('content-encoding'), answer.headers.get('x')]).toEqual([null, null]);
  expect(rowsTold(Buffer.from(await answer.arrayBuffer()))).toBe(400);
  const told = (await (await get(`/api/v1/export?id=${id}`)).json()) as Record<string, string>;
  expect(told).toMatchObject({ id, state: 'whole', rows: 400, reason: 'why not', q: 'actor:u_1', deliveries: 1 });
  expect(manifestIn(told.manifest)).toMatchObject({ export: id, rows: '400' });
});

test('what broke off goes on from its last byte', async () => {
  const leaving = new AbortController();
  const cut = await get('/api/v1/actions/export?format=jsonl&order=asc', {}, leaving.signal);
  const id = cut.headers.get('x-tracebook-export') ?? '';
  const first = (await cut.body?.getReader().read())?.value ?? new Uint8Array();
  leaving.abort();
  const rest = await get(`/api/v1/export/file?id=${id}`, { range: `bytes=${first.length}-`, 'if-range': `"${id}"` });
  const bytes = Buffer.concat([first, Buffer.from(await rest.arrayBuffer())]);
  expect([rest.status, rest.headers.get('content-range')]).toEqual([206, `bytes ${first.length}-${bytes.length - 1}/${bytes.length}`]);
  expect(rowsTold(bytes)).toBe(bytes.toString().split('\n').length - 2);
  const whole = Buffer.from(await (await get(`/api/v1/export/file?id=${id}`)).arrayBuffer());
  expect(whole.equals(bytes)).toBe(true);
  const other = await get(`/api/v1/export/file?id=${id}`, { range: 'bytes=10-', 'if-range': '"another"' });
  expect([other.status, Buffer.from(await other.arrayBuffer()).length]).toEqual([200, whole.length]);
});

test('is not begun by a look at its headers, nor by a page of another site', async () => {
  const before = await count();
  const { cookie } = await app.makeUser('compliance');
  const head = await rawRequest(app.baseUrl, { path: '/api/v1/actions/export', method: 'HEAD', headers: { cookie } });
  const elsewhere = await rawRequest(app.baseUrl, { path: '/api/v1/actions/export', headers: { cookie, 'sec-fetch-site': 'cross-site' } });
  expect([head.status, elsewhere.status, await count()]).toEqual([405, 403, before]);
});

test('sends 503 and no byte where it cannot be recorded', async () => {
  await app.sql.unsafe(
    "create function refuse_it() returns trigger language plpgsql as $$ begin if new.action like 'export.%' then raise 'no'; end if; return new; end $$; create trigger refuse_it before insert on admin_actions for each row execute function refuse_it()",
  );
  const answer = await get('/api/v1/actions/export?format=csv');
  const body = await answer.text();
  expect([answer.status, answer.headers.get('content-type'), body.includes('many')]).toEqual([503, 'application/problem+json', false]);
  await app.sql`drop trigger refuse_it on admin_actions`;
});

test('the form on a list leads to the page that fetches the file', async () => {
  const { cookie } = await app.makeUser('compliance');
  const list = await (await fetch(`${app.baseUrl}/audit?q=actor:u_2&tz=Asia/Tokyo`, { headers: { cookie } })).text();
  expect(list).toContain('action="/api/exports/ask"');
  const headers = { cookie, origin: app.baseUrl, 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ q: 'actor:u_2', tz: 'Asia/Tokyo', data: 'real', format: 'jsonl', masking: 'people' });
  const sent = await fetch(`${app.baseUrl}/api/exports/ask`, { method: 'POST', headers, body, redirect: 'manual' });
  const page = sent.headers.get('location') ?? '';
  expect([sent.status, page]).toEqual([303, expect.stringMatching(/^\/evidence\/export\?id=x_/)]);
  expect(await (await fetch(`${app.baseUrl}${page}`, { headers: { cookie } })).text()).toContain('not fetched yet');
  const id = new URL(page, app.baseUrl).searchParams.get('id');
  const file = await (await fetch(`${app.baseUrl}/api/v1/export/file?id=${id}`, { headers: { cookie } })).text();
  const [first = '{}'] = file.split('\n');
  expect([file.split('\n').length, JSON.parse(first).created_at, first.includes('actor_id')]).toEqual([
    402,
    expect.stringMatching(/\+09:00$/),
    false,
  ]);
  const listed = await (await fetch(`${app.baseUrl}/evidence/exports`, { headers: { cookie } })).text();
  expect(listed).toContain('whole');
  const support = await app.makeUser('support');
  expect(await (await fetch(`${app.baseUrl}/audit`, { headers: { cookie: support.cookie } })).text()).not.toContain('/api/exports/ask');
});

test('a bundle that cannot be had is told on the page, and by the API as a problem', async () => {
  const { cookie } = await app.makeUser('compliance');
  const headers = { cookie, origin: app.baseUrl, 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ q: 'actor:u_2', data: 'real', format: 'bundle' });
  const sent = await fetch(`${app.baseUrl}/api/exports/ask`, { method: 'POST', headers, body, redirect: 'manual' });
  const page = sent.headers.get('location') ?? '';
  expect([sent.status, page]).toEqual([303, expect.stringMatching(/^\/evidence\/exports\?notice=/)]);
  const notice = sent.headers.get('set-cookie')?.split(';')[0];
  const why = 'Nothing is sealed here: SEAL_KEY is not set. Take another form.';
  expect(await (await fetch(`${app.baseUrl}${page}`, { headers: { cookie: `${cookie}; ${notice}` } })).text()).toContain(why);
  const refused = await get('/api/v1/actions/export?format=bundle');
  expect([refused.status, await refused.json()]).toMatchObject([501, { detail: why, errors: [{ at: 'format', message: why }] }]);
});

describeWithShared('hostile parameters', 'contracts/hostile-inputs.json', (file) => {
  const inputs = hostileInputs(file, 'export.params');

  test.each(inputs.map(({ id, text }) => [id, text] as const))('%s is refused or asked for literally', async (_id, text) => {
    const foreign = await app.makeToken({ scopes: ['audit:read', 'audit:export'], orgs: ['org_9'] });
    for (const name of ['q', 'format', 'tz', 'order', 'limit', 'offset', 'columns', 'filename', 'org', 'masking', 'id', 'type']) {
      const query = new URLSearchParams({ [name]: name === 'q' ? `org:${text}` : text, format: 'csv' });
      if (name === 'format') query.set('format', text);
      const answer = await get(`/api/v1/actions/export?${query}`, { authorization: `Bearer ${foreign}` });
      const body = await answer.text();
      expect([name, [200, 400].includes(answer.status), body.includes('many.done')]).toEqual([name, true, false]);
      if (answer.status === 200) expect(body).toContain('#end,');
    }
  });

  test('unknown forms and the reversed range are named', async () => {
    expect(readFileSync(file, 'utf8')).toContain('xlsx;rm');
    for (const query of [
      'format=xlsx;rm',
      'masking=some',
      'order=up',
      'tz=Mars/Base',
      'q=created:2026-02..2026-01',
      'format=csv&format=jsonl',
    ]) {
      const answer = await get(`/api/v1/actions/export?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      expect(((await answer.json()) as { errors: object[] }).errors.length).toBe(1);
    }
  });
});

describe('at a time', () => {
  test('two for one viewer, the third is told to wait', async () => {
    const own = await app.makeToken({ scopes: ['audit:read', 'audit:export'] });
    const headers = { authorization: `Bearer ${own}` };
    await fillForExports(app.sql, 1_200, { name: 'large', filling: 50_000 });
    const large = '/api/v1/actions/export?q=action:large.done';
    const running = [await get(large, headers), await get(large, headers)];
    const third = await get('/api/v1/actions/export', headers);
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '30']);
    await Promise.all(running.map((answer) => answer.arrayBuffer()));
    expect((await get('/api/v1/actions/export', headers)).status).toBe(200);
  });
});

function get(path: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${app.baseUrl}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers }, ...(signal ? { signal } : {}) });
}

async function count(): Promise<number> {
  const [row] = await app.sql<{ count: number }[]>`select count(*)::int as count from exports`;
  return row?.count ?? -1;
}
