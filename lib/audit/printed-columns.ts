import { type SQL, sql } from 'drizzle-orm';
import { instantText } from '@/lib/filter-sql';
import type { AuditTable } from './audit-table';

/** What a row says when all of it is taken along, in the order of its fields in a file (docs/export-format.md). */
export const printedNames = [
  'ref',
  'event_id',
  'created_at',
  'recorded_at',
  'actor_id',
  'actor_type',
  'actor_label',
  'on_behalf_of',
  'action',
  'subject_type',
  'subject_id',
  'subject_label',
  'org_id',
  'request_id',
  'trace_id',
  'feature',
  'surface',
  'outcome',
  'source',
  'import_id',
  'flags',
  'metadata',
] as const;

export type PrintedName = (typeof printedNames)[number];

/**
 * The columns of `a` as texts, `flags` as an array of texts and `metadata` as jsonb: Postgres prints them, so that no digit is lost on
 * the way. Times are told in the zone.
 */
export function printedColumns(table: AuditTable, zone: string): Readonly<Record<PrintedName, SQL>> {
  const columns = Object.fromEntries(printedNames.map((name) => [name, sql`a.${sql.identifier(name)}`])) as Record<PrintedName, SQL>;
  return {
    ...columns,
    ref: refText(table),
    created_at: zonedText(columns.created_at, zone),
    recorded_at: zonedText(columns.recorded_at, zone),
    import_id: sql`a.import_id::text`,
  };
}

/** As `printActionRef` writes it. */
function refText({ keys }: AuditTable): SQL {
  const parts = keys.map(({ name }) => sql`a.${sql.identifier(name)}::text`);
  const escaped = parts.map((part) => (parts.length === 1 ? part : sql`replace(replace(${part}, '%', '%25'), ',', '%2C')`));
  return sql`replace(replace(a.source, '%', '%25'), '~', '%7E') || '~' || ${sql.join(escaped, sql` || ',' || `)}`;
}

/**
 * RFC 3339 with six decimals and the offset of the zone at that moment: `2026-10-03T14:02:11.204113-04:00`. Before there were zones,
 * clocks were minutes and seconds apart, which RFC 3339 has no form for: such a moment is told in UTC.
 */
function zonedText(column: SQL, zone: string): SQL {
  if (zone === 'UTC') return instantText(column);
  const local = sql`(${column} at time zone ${zone})`;
  const offset = sql`(${local} - (${column} at time zone 'UTC'))`;
  return sql`case when ${column} >= '0001-01-02Z'::timestamptz and ${column} < '9999-12-30Z'::timestamptz
    and extract(second from ${offset}) = 0
    then to_char(${local}, 'YYYY-MM-DD"T"HH24:MI:SS.US') || case when ${offset} < interval '0' then '-' else '+' end
      || to_char(greatest(${offset}, -${offset}), 'HH24:MI')
    else ${instantText(column)} end`;
}
