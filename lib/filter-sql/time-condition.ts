import { type SQL, sql } from 'drizzle-orm';
import type { Value } from '@/lib/address';
import { resolveTimeRange } from '@/lib/time';

/** A column of times against what was written of them; days begin in `zone`. */
export function timeCondition(column: SQL, value: Value, zone: string): SQL {
  if (value.kind === 'glob' || value.kind === 'subject') return sql`false`;
  const range = resolveTimeRange(value, zone);
  if (!range) return sql`false`;
  const bounds = [
    range.from === null ? null : sql`${column} >= ${range.from}::timestamptz`,
    range.to === null ? null : sql`${column} < ${range.to}::timestamptz`,
  ].filter((bound) => bound !== null);
  return sql`(${sql.join(bounds, sql` and `)})`;
}
