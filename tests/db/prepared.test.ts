import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { listActions } from '@/lib/audit';
import { database } from '@/lib/database';
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
