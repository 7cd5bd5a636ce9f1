import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';

/**
 * R9: the worst that may be asked is stopped, under the limits that an installation has. Long texts and many patterns that nearly
 * fit them everywhere cost Postgres seconds, in a table that is too small to be refused beforehand.
 */
let app: App;
const worst = encodeURIComponent(`actor:${Array.from({ length: 60 }, (_, n) => `*aaaab${n}*`)}`);

beforeAll(async () => {
  app = await startApp();
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action)
    select 'shop', n::text, timestamptz '2026-10-01' + n * interval '1 minute', repeat('a', 1500), 'page.read' from generate_series(1, 60000) n`;
  await app.sql`vacuum analyze admin_actions`;
}, 60_000);
afterAll(() => app?.stop());

test('pages and calls answer within three seconds, say what to add, and leave nothing running', { timeout: 60_000 }, async () => {
  const { cookie } = await app.makeUser('support');
  const token = await app.makeToken({ scopes: ['audit:read'] });
  // The first page of a process is compiled while it is made.
  expect((await fetch(`${app.baseUrl}/audit?q=actor:nobody`, { headers: { cookie } })).status).toBe(200);
  for (const [path, headers, status] of [
    [`/audit?q=${worst}`, { cookie }, 200],
    [`/api/v1/actions?q=${worst}`, { authorization: `Bearer ${token}` }, 400],
    [`/api/v1/actions/facets?by=action&q=${worst}`, { authorization: `Bearer ${token}` }, 400],
  ] as const) {
    const start = performance.now();
    const answer = await fetch(app.baseUrl + path, { headers });
    const text = await answer.text();
    expect([path, answer.status]).toEqual([path, status]);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect([path, text.includes('took too long and was stopped. Narrow it down')]).toEqual([path, true]);
  }
  const running = await app.sql`
    select query from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`;
  expect(running).toEqual([]);
  const start = performance.now();
  expect((await fetch(`${app.baseUrl}/audit`, { headers: { cookie } })).status).toBe(200);
  expect(performance.now() - start).toBeLessThan(1_000);
});
