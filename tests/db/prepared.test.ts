import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { listActions } from '@/lib/audit';
import { database } from '@/lib/database';
import { linesOfId } from '@/lib/logs';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

beforeAll(async () => {
  await freshDatabase();
});

test('questions of any shape are answered, and those of a hundred shapes are kept prepared', async () => {
  for (let values = 1; values <= 130; values += 1) {
    const filter = parseFilter(`-actor:${Array.from({ length: values }, (_, n) => `u_${n}`).join(',')}`);
    expect((await listActions(viewerIn(['*']), { filter, zone: 'UTC' })).rows).toEqual([]);
  }
  // Asked one after the other, they all went over one connection.
  const [row] = await database('screens').execute<{ kept: number }>(
    sql`select count(*)::int as kept from pg_prepared_statements where statement like '%admin_actions%'`,
  );
  expect(row?.kept).toBe(100);
});

test('what an ID leads to is planned once for all IDs, and read day by day by indexes that give its lines in order', async () => {
  for (const id of ['req-1', 'req-2', 'req-3']) await linesOfId(viewerIn(['*'], { may: ['logs:read'] }), id, { limit: 5_001 });
  const lookUps = database('look-ups');
  const [kept] = await lookUps.execute<{ name: string; values: number; custom: number; generic: number }>(sql`
    select name, cardinality(parameter_types) as values, custom_plans::int as custom, generic_plans::int as generic
    from pg_prepared_statements where statement like '%log_lines%'`);
  expect([kept?.custom, kept?.generic]).toEqual([0, 3]);
  const values = Array(kept?.values ?? 0)
    .fill('1')
    .join(', ');
  const plan = await lookUps.execute<{ 'QUERY PLAN': string }>(sql.raw(`explain execute "${kept?.name}" (${values})`));
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  const [days] = await lookUps.execute<{ count: number }>(
    sql`select count(*)::int as count from pg_inherits where inhparent = 'log_lines'::regclass`,
  );
  for (const key of ['left', 'trace_id', 'session_id'])
    expect(text.match(new RegExp(`Index Scan using log_lines_\\d{8}_${key}_created_at_id_idx`, 'g'))).toHaveLength(days?.count ?? 0);
  expect(text).not.toMatch(/Sort {2}\(|Bitmap|Seq Scan/);
});
