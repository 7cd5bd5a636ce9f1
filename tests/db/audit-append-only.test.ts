import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/tests/support/database';

const db: { sql: postgres.Sql } = { sql: postgres({ max: 0 }) };

beforeAll(async () => {
  db.sql = postgres(await freshDatabase(), { max: 1, onnotice: () => undefined });
  await db.sql`
    insert into admin_actions (source, event_id, created_at, action)
    select source, 'e_' || n, '2026-10-01T00:00:00Z', 'customer.create'
    from unnest(array['shop', 'sample', 'sample/fleet', 'samples', 'sample%']) source, generate_series(1, 3) n`;
});
afterAll(() => db.sql.end());

describe('admin_actions', () => {
  it.each([
    ['update admin_actions set action = action'],
    ['update admin_actions set action = action where false'],
    ["delete from admin_actions where source = 'shop'"],
    ['delete from admin_actions'],
    ['truncate admin_actions'],
    [
      "insert into admin_actions (source, event_id, created_at, action) values ('shop', 'e_1', now(), 'x') on conflict (source, event_id) do update set action = 'x'",
    ],
    ["merge into admin_actions a using (select 1) s on true when matched then update set action = 'x'"],
  ])('refuses: %s', async (statement) => {
    await expect(db.sql.unsafe(statement)).rejects.toMatchObject({
      message: expect.stringMatching(/^admin_actions is append-only: (UPDATE|DELETE|TRUNCATE) is refused$/),
      detail: expect.stringContaining('evidence'),
      hint: expect.stringContaining('drop_sample()'),
    });
  });

  it('opens to nobody who sets the marker of an exit himself, beyond what that exit does', async () => {
    const forged = db.sql.begin(async (sql) => {
      await sql`select set_config('tracebook.exit', 'drop_sample', true)`;
      await sql`delete from admin_actions where source = 'shop'`;
    });
    await expect(forged).rejects.toThrow('append-only');
  });

  it('says itself when a row was recorded, and in which transaction', async () => {
    const [row] = await db.sql`
      insert into admin_actions (source, event_id, created_at, recorded_at, action, tx)
      values ('shop', 'backdated', '2020-01-01', '2020-01-01', 'customer.create', '1')
      returning recorded_at > now() - interval '1 minute' as is_now, tx = pg_current_xact_id() as is_this`;
    expect(row).toEqual({ is_now: true, is_this: true });
  });

  it('loses the sample to drop_sample(), and nothing else', async () => {
    const [answer] = await db.sql`select drop_sample() as dropped`;
    expect(answer).toEqual({ dropped: '6' });
    const rows = await db.sql`select source, count(*)::int from admin_actions group by source order by source`;
    expect(rows).toEqual([
      { source: 'sample%', count: 3 },
      { source: 'samples', count: 3 },
      { source: 'shop', count: 4 },
    ]);
    await expect(db.sql`delete from admin_actions`).rejects.toThrow('append-only');
  });

  it('refuses a restore beside rows that are there', async () => {
    await expect(db.sql`select begin_restore()`).rejects.toThrow('empty admin_actions');
  });
});

describe('an empty admin_actions', () => {
  it('takes a backup whole, with the times at which its rows were recorded', async () => {
    const sql = postgres(await freshDatabase(), { max: 1, onnotice: () => undefined });
    const add = (event: string) => sql`
      insert into admin_actions (id, source, event_id, created_at, recorded_at, action, tx) overriding system value
      values (${Number(event.slice(2))}, 'shop', ${event}, '2020-01-01', '2020-01-02', 'customer.create', '1')
      returning id::int, recorded_at < '2021-01-01' as is_kept, tx = pg_current_xact_id() as is_this`;
    await sql`begin`;
    await sql`select begin_restore()`;
    expect(await add('e_7')).toEqual([{ id: 7, is_kept: true, is_this: true }]);
    expect(await add('e_9')).toEqual([{ id: 9, is_kept: true, is_this: true }]);
    await sql`commit`;
    expect(await add('e_11')).toEqual([{ id: 11, is_kept: false, is_this: true }]);
    await sql.end();
  });
});
