import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@/db';
import { newDatabase } from '@/tests/support/new-database';

/** Fails after three rows of itself. */
const failing = 'select 1 / (4 - n) as row from generate_series(1, 10) n';
const good = 'select n from generate_series(1, 3) n';

let created: Awaited<ReturnType<typeof newDatabase>>;
beforeAll(async () => {
  created = await newDatabase();
});
afterAll(() => created?.drop());

test('postgres.js alone gives holes for rows after an answer that failed on its way; where it does not, db/whole-results.ts can go', async () => {
  const bare = postgres(created.url, { max: 1 });
  await expect(bare.unsafe(failing)).rejects.toThrow('division by zero');
  const rows = await bare.unsafe(good);
  expect([rows.length, rows[0], rows.count]).toEqual([6, undefined, 3]);
  await bare.end();
});

test.each(['screens', 'look-ups', 'deliveries', 'exports', 'system', 'foreign', 'foreign-exports'] as const)(
  'our pool for %s gives every row, by each of its ways',
  async (purpose) => {
    const pool = openDatabase(created.url, purpose);
    const ways: readonly (() => PromiseLike<readonly unknown[]>)[] = [
      () => pool.execute(sql.raw(good)),
      () => pool.$client`select n from generate_series(1, 3) n`,
      () => pool.$client.unsafe(good, [], { prepare: true }),
      () => pool.$client.unsafe(good).values(),
      () => pool.$client.unsafe(good).raw(),
      () => pool.transaction((tx) => tx.execute(sql.raw(good))),
    ];
    for (const ask of ways) {
      // As many as there are connections, and more.
      const failed = await Promise.allSettled(Array.from({ length: 12 }, () => pool.$client.unsafe(failing)));
      expect(failed.every(({ status }) => status === 'rejected')).toBe(true);
      const answers = await Promise.all(Array.from({ length: 12 }, ask));
      for (const rows of answers) expect([rows.length, 0 in rows]).toEqual([3, true]);
    }
    await pool.close();
  },
);

test('also where the connection broke among the rows of an answer', async () => {
  const pool = openDatabase(created.url, 'exports');
  const other = postgres(created.url, { max: 1 });
  const slow = pool.$client.unsafe('select n, pg_sleep(0.01), repeat(md5(n::text), 500) from generate_series(1, 1000) n');
  const failed = slow.then(
    () => false,
    () => true,
  );
  // Some of its rows have come by then.
  await new Promise((done) => setTimeout(done, 500));
  await other`select pg_terminate_backend(pid) from pg_stat_activity where query like 'select n, pg_sleep%' and pid <> pg_backend_pid()`;
  expect(await failed).toBe(true);
  for (let time = 0; time < 4; time += 1) {
    const rows = await pool.$client.unsafe(good);
    expect([rows.length, 0 in rows]).toEqual([3, true]);
  }
  await other.end();
  await pool.close();
});
