import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp, type User } from '@/tests/support/app';

/** A table that answers, in another installation's database, beside one whose server is not there. */
const folder = mkdtempSync(join(tmpdir(), 'sources-'));
const columns = { created_at: 'at', action: 'what', actor_id: 'who' };

let other: App;
let app: App;
let admin: User;

beforeAll(async () => {
  other = await startApp();
  await other.sql`create table public.crm_log (id bigint primary key, at timestamptz not null, who text, what text not null)`;
  await other.sql`insert into crm_log values (1, '2026-10-03T10:00:00Z', 'zoe', 'customer.update')`;
  const file = join(folder, 'sources.json');
  const crm = { name: 'crm', url: other.databaseUrl, table: 'public.crm_log', key: 'id', columns };
  const gone = { name: 'gone', url: 'postgresql://nobody:secret-word@127.0.0.1:1/none', table: 't', key: 'id', columns };
  writeFileSync(file, JSON.stringify({ audit: [crm, gone] }));
  app = await startApp({ env: { TRACEBOOK_SOURCES: file } });
  admin = await app.makeUser('admin');
});

afterAll(async () => {
  await app?.stop();
  await other?.stop();
  rmSync(folder, { recursive: true });
});

const pageOf = async (path: string) => {
  const response = await fetch(`${app.baseUrl}${path}`, { headers: { cookie: admin.cookie } });
  return { status: response.status, text: (await response.text()).replaceAll(/<!-- -->|<[^>]+>/g, '') };
};

test('the API gives rows of both, and says which table gave no answer', async () => {
  const token = await app.makeToken({ scopes: ['audit:read'] });
  const response = await fetch(`${app.baseUrl}/api/v1/actions`, { headers: { authorization: `Bearer ${token}` } });
  const { rows, sources } = (await response.json()) as { rows: { ref: string }[]; sources: object[] };
  expect(rows.map(({ ref }) => ref)).toContain('crm~1');
  expect(sources).toEqual([
    { name: 'crm', verdict: 'found', count: { value: 1, capped: false }, why: null, since: null },
    { name: 'gone', verdict: 'unavailable', count: null, why: 'it cannot be reached', since: expect.any(String) },
  ]);
});

test.each(['/audit?tz=UTC', '/audit?q=actor%3Anobody&tz=UTC', '/audit/actor?id=zoe&tz=UTC'])(
  '%s says whose rows are missing',
  async (path) => {
    const { status, text } = await pageOf(path);
    expect(status).toBe(200);
    expect(text).toMatch(/Rows of\s*gone\s*are missing here: it cannot be reached/);
    expect(text).not.toContain('Everything recorded was searched');
  },
);

test.each([
  ['/audit/actor?id=nobody&tz=UTC', 'Nobody of this ID in what could be searched'],
  ['/audit/subject?type=t&id=nothing&tz=UTC', 'Who changed'],
])('%s says that not everything could be searched, and no "not found"', async (path, title) => {
  const { status, text } = await pageOf(path);
  expect(status).toBe(200);
  expect(text).toContain(title);
  expect(text).toMatch(/Rows of\s*gone\s*are missing here/);
});

test('what is counted is at least that much', async () => {
  expect((await pageOf('/audit?tz=UTC')).text).toContain('at least');
  expect((await pageOf('/?tz=UTC')).text).not.toContain('none failed');
});

test('one action of theirs has its page', async () => {
  const { status, text } = await pageOf('/audit/action?ref=crm~1&tz=UTC');
  expect(status).toBe(200);
  expect(text).toContain('customer.update');
});

test('Settings › Sources tells how each is doing, and no password', async () => {
  const { status, text } = await pageOf('/settings/sources');
  expect(status).toBe(200);
  expect(text).toContain('create index concurrently on public.crm_log (at, id);');
  expect(text).toContain('it cannot be reached');
  expect(text + app.output()).not.toContain('secret-word');
});
