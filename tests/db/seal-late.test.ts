import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '@/tests/support/database';
import { configureSealing, sealAll, verifyAll } from '@/tests/support/sealing';

/**
 * I2 of the reliability goals: transactions that are held for long, roll back, or took their number early, by several writers at once, with
 * numbers given out in blocks. None of their rows is missed, and none is sealed twice.
 */
const isWhole = process.env.TRACEBOOK_FAULTS === 'all';
const transactions = isWhole ? 10_000 : 160;
const longestMs = isWhole ? 30_000 : 1_500;
const writers = 8;

let sql: postgres.Sql;

beforeAll(async () => {
  const url = await freshDatabase();
  configureSealing();
  sql = postgres(url, { max: writers + 1, onnotice: () => undefined });
  await sql`alter table admin_actions alter column id set cache 50`;
});
afterAll(() => sql.end());

class RolledBack extends Error {}

async function write(n: number): Promise<void> {
  // Most are short, and a few very long.
  const heldMs = Math.random() ** (isWhole ? 40 : 6) * longestMs;
  const isEarly = Math.random() < 0.1;
  await sql
    .begin(async (tx) => {
      if (isEarly) {
        const [next] = await tx<{ id: string }[]>`select nextval(pg_get_serial_sequence('admin_actions', 'id'))::text as id`;
        await sleep(heldMs);
        await tx`insert into admin_actions (id, source, event_id, created_at, action) overriding system value
          values (${next?.id ?? ''}, 'billing', ${`${n}`}, now(), 'a.b')`;
      } else {
        await tx`insert into admin_actions (source, event_id, created_at, action) values ('billing', ${`${n}`}, now(), 'a.b')`;
        await sleep(heldMs);
        await tx`insert into admin_actions (source, event_id, created_at, action) values ('billing', ${`${n} again`}, clock_timestamp(), 'a.b')`;
      }
      if (Math.random() < 0.05) throw new RolledBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
}

test(`${transactions} transactions of ${writers} writers: every row that was committed has one leaf`, async () => {
  let next = 0;
  let isOver = false;
  const writing = Promise.all(
    Array.from({ length: writers }, async () => {
      for (let n = next++; n < transactions; n = next++) await write(n);
    }),
  ).finally(() => {
    isOver = true;
  });
  let passes = 0;
  for (; !isOver; passes += 1) await sealAll({ waits: false });
  await writing;
  await sealAll();
  expect(passes).toBeGreaterThan(2);
  const [counts] = await sql`
    select count(*)::int as rows, count(l.key)::int as sealed, count(distinct l."index")::int as leaves from admin_actions a
    left join seal_leaves l on l.source = 'tracebook' and l.key = a.id::text and l.kind in ('row', 'late-row')`;
  expect(counts).toEqual({ rows: counts?.rows, sealed: counts?.rows, leaves: counts?.rows });
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
}, 7_200_000);
