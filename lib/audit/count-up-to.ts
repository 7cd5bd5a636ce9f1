import { type SQL, sql } from 'drizzle-orm';
import type { AuditTable } from './audit-table';
import { knownMany } from './known-many';

/** How many rows match any of the conditions, up to one more than `most`. Asked `isAnew` where what is remembered is not to be believed. */
export async function countUpTo(
  table: AuditTable,
  conditions: readonly SQL[],
  most: number,
  { isAnew = false }: { readonly isAnew?: boolean } = {},
): Promise<number> {
  const matching = sql`from ${table.from} as a where (${sql.join([...conditions], sql` or `)})`;
  const many = knownMany(table, matching, most);
  if (many.isKnown && !isAnew) return most + 1;
  const [counted] = await table.ask<{ matches: string }>(
    sql`select count(*)::text as matches from (select ${matching} limit ${most + 1}) as matched`,
  );
  const count = Number(counted?.matches ?? 0);
  if (count > most) many.note();
  return count;
}
