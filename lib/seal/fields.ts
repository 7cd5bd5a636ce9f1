import { type SQL, sql } from 'drizzle-orm';
import { schemaFingerprint } from '@/lib/evidence';
import { instantText } from '@/lib/filter-sql';
import type { Client } from './ledger';

/** The fields of a table as they are sealed: names in ascending order, with the types that Postgres prints. */
export interface Shape {
  readonly source: string;
  readonly fingerprint: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export function shapeOf(source: string, columns: Shape['columns']): Shape {
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { source, columns: sorted, fingerprint: schemaFingerprint(source, sorted) };
}

/** What our own table is called as a source. */
export const ownSource = 'tracebook';

/** Every column but the number of the transaction, which means nothing in another cluster. */
export async function ownShape(client: Client): Promise<Shape> {
  const columns = await client<{ name: string; type: string }[]>`
    select a.attname as name, format_type(a.atttypid, null) as type from pg_attribute a
    where a.attrelid = 'public.admin_actions'::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'tx'`;
  return shapeOf(ownSource, [...columns]);
}

/** Of a column that is no longer there. */
export const goneType = 'gone';

/** A column of `a` as the text that is sealed (docs/evidence-format.md). */
export function printedText(name: string, type: string): SQL {
  if (type === goneType) return sql`null::text`;
  const column = sql`a.${sql.identifier(name)}`;
  if (type === 'timestamp with time zone') return instantText(column);
  if (type === 'timestamp without time zone') return instantText(sql`(${column} at time zone 'UTC')`);
  const keys = keysIn(type);
  if (keys === null) return sql`${column}::text`;
  const list = sql.join(
    keys.map((key) => sql`${key}::text`),
    sql`, `,
  );
  return sql`(select coalesce(jsonb_object_agg(each.key, each.value), '{}')::text from jsonb_each(${column}) as each where each.key in (${list}))`;
}

/**
 * The type of a whole row as JSON with the names of its columns, so that a column that is added later changes no row that was sealed
 * before: `jsonb ["amount","id"]`.
 */
export function typeOfRow(keys: readonly string[]): string {
  return `jsonb ${JSON.stringify([...keys].sort())}`;
}

function keysIn(type: string): readonly string[] | null {
  return type.startsWith('jsonb [') ? (JSON.parse(type.slice('jsonb '.length)) as string[]) : null;
}
