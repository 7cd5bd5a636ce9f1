import { type SQL, sql } from 'drizzle-orm';
import type { AuditTable } from './audit-table';

/** What gives a row of `a` its place: its time, then what tells rows of the same time apart. */
export function placesOf({ keys }: AuditTable): readonly SQL[] {
  return [sql`a.created_at`, ...keys.map(({ name }) => sql`a.${sql.identifier(name)}`)];
}
