import { type SQL, sql } from 'drizzle-orm';
import { keyParts, keyText } from '@/lib/audit';
import type { ForeignTable } from '@/lib/foreign-tables';
import { printedText, type Shape, shapeOf, typeOfRow } from './fields';
import type { ReadRow } from './own-rows';

/** What a mapping can give, but for what differences are made of: that stands in the metadata. */
const mapped = [
  'action',
  'actor_id',
  'actor_label',
  'actor_type',
  'created_at',
  'event_id',
  'feature',
  'on_behalf_of',
  'org_id',
  'outcome',
  'recorded_at',
  'request_id',
  'subject_id',
  'subject_label',
  'subject_type',
  'surface',
  'trace_id',
] as const;

const times: readonly string[] = ['created_at', 'recorded_at'];

/**
 * The fields that a table of another team gives under its mapping. Where its metadata is the whole row, the columns that it has today
 * are named in the type.
 */
export async function otherShape(table: ForeignTable): Promise<Shape> {
  const columns = mapped
    .filter((name) => name in table.types || name === 'event_id' || name === 'outcome')
    .map((name) => ({ name, type: times.includes(name) ? 'timestamp with time zone' : 'text' }));
  return shapeOf(table.name, [...columns, { name: 'metadata', type: await typeOfMetadata(table) }]);
}

async function typeOfMetadata(table: ForeignTable): Promise<string> {
  if ('metadata' in table.types) return 'jsonb';
  const rows = await table.ask<{ key: string }>(sql`
    select each.key from (select a.metadata from ${table.from} as a limit 1) as one, jsonb_object_keys(one.metadata) as each (key)`);
  const parts = ['before', 'after', 'changes'].filter((name) => name in table.types);
  return typeOfRow([...new Set([...rows.map(({ key }) => key), ...parts])]);
}

/** Where a walk through a table goes on: the values of its keys, as texts. */
export type Place = readonly string[];

/** Keys in their order, behind a place. */
export async function keysBehind(table: ForeignTable, after: Place | null, limit: number): Promise<readonly Place[]> {
  const names = keyNames(table);
  const list = sql.join(names, sql`, `);
  const values = (place: Place) =>
    sql.join(
      place.map((value, n) => sql`${value}::text::${sql.raw(table.keyTypes[n] ?? 'text')}`),
      sql`, `,
    );
  const behind = after ? sql`where (${list}) > (${values(after)})` : sql``;
  return placesFrom(table, sql`select ${textsOf(table)} from ${table.from} as a ${behind} order by ${list} limit ${limit}`);
}

/** Keys of the rows that are newest by their own time. */
export async function newestKeys(table: ForeignTable, limit: number): Promise<readonly Place[]> {
  return placesFrom(table, sql`select ${textsOf(table)} from ${table.from} as a order by a.created_at desc limit ${limit}`);
}

async function placesFrom(table: ForeignTable, statement: SQL): Promise<readonly Place[]> {
  const rows = await table.ask<Record<string, string>>(statement);
  return rows.map((row) => table.keyTypes.map((_, n) => row[`k_${n + 1}`] ?? ''));
}

function keyNames({ keyTypes }: ForeignTable): SQL[] {
  return keyTypes.map((_, n) => sql`a.${sql.identifier(`key_${n + 1}`)}`);
}

function textsOf(table: ForeignTable): SQL {
  return sql.join(
    keyNames(table).map((name, n) => sql`${name}::text as ${sql.identifier(`k_${n + 1}`)}`),
    sql`, `,
  );
}

/** Rows as they are now, by the text of their key. Those that are gone are missing. `isLate` stands beside each. */
export async function readOtherRows(table: ForeignTable, shape: Shape, keys: readonly string[]): Promise<ReadonlyMap<string, ReadRow>> {
  if (keys.length === 0) return new Map();
  const types = table.keyTypes;
  const lists = types.map((type, n) => sql`${sql.param(keys.map((key) => keyParts(key)[n] ?? ''))}::text[]::${sql.raw(type)}[]`);
  const wanted = sql`unnest(${sql.join(lists, sql`, `)}) as w (${sql.join(
    types.map((_, n) => sql.identifier(`w_${n + 1}`)),
    sql`, `,
  )})`;
  const isIt = sql.join(
    keyNames(table).map((name, n) => sql`${name} = w.${sql.identifier(`w_${n + 1}`)}`),
    sql` and `,
  );
  const fields = shape.columns.map(({ name, type }) => sql`${printedText(name, type)} as ${sql.identifier(`f_${name}`)}`);
  const rows = await table.ask<Record<string, string | null> & { is_late: boolean }>(sql`
    select ${textsOf(table)}, coalesce(a.created_at < clock_timestamp() - interval '1 hour', false) as is_late, ${sql.join(fields, sql`, `)}
    from ${wanted} join ${table.from} as a on ${isIt}`);
  return new Map(
    rows.map((row) => {
      const key = keyText(types.map((_, n) => row[`k_${n + 1}`] ?? ''));
      return [key, { key, isLate: row.is_late, values: shape.columns.map(({ name }) => row[`f_${name}`] ?? null) }] as const;
    }),
  );
}
