import { type SQL, sql } from 'drizzle-orm';
import type { AuditSource, MappedColumn } from '@/lib/config';
import { within } from './deadline';
import { mappedTable, type Types, typesStatement } from './mapping';
import { type Connection, connections, connectionTo, dropPool, poolOf } from './tables';
import { whyFrom } from './why';

/** How a configured table is doing, for people who can mend it. */
export interface TableReport {
  readonly name: string;
  readonly table: string;
  /** Null where all is well. */
  readonly problem: string | null;
  /** What Postgres says of it, where there is a problem: for administrators only. */
  readonly detail: string | null;
  readonly columns: readonly { readonly name: string; readonly expression: string; readonly type: string | null }[];
  readonly hasOrgs: boolean;
  /** Statements that would make its questions quick. They are never run from here. */
  readonly missingIndexes: readonly string[];
  readonly milliseconds: number;
}

/** People who look after tables wait longer than those who look things up. */
const patienceMs = 5_000;

/** Asks every configured table about itself, over connections of its own. */
export function inspect(): Promise<readonly TableReport[]> {
  return Promise.all(connections().map(({ source }) => inspectSource(source)));
}

async function inspectSource(source: AuditSource): Promise<TableReport> {
  const connection = connectionTo(source);
  const start = performance.now();
  const known = { name: source.name, table: source.table, hasOrgs: source.columns.org_id !== undefined };
  try {
    const { types, problem, missingIndexes } = await within(patienceMs, () => found(connection));
    return { ...known, problem, detail: null, columns: columnsOf(source, types), missingIndexes, milliseconds: since(start) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return {
      ...known,
      problem: whyFrom(error),
      detail: cause instanceof Error ? cause.message : null,
      columns: columnsOf(source, {}),
      missingIndexes: [],
      milliseconds: since(start),
    };
  } finally {
    dropPool(connection);
  }
}

async function found(connection: Connection) {
  const [types = {}] = await poolOf(connection).execute<Record<string, string>>(typesStatement(connection.source));
  const problem = await problemOf(connection, types as Types);
  return { types, problem, missingIndexes: problem === null ? await missingIn(connection, types as Types) : [] };
}

function columnsOf({ columns, key }: AuditSource, types: Record<string, string>): TableReport['columns'] {
  const keys = key.map((text, n) => [`key_${n + 1}`, text] as const);
  return [...keys, ...Object.entries(columns)].map(([name, expression]) => ({ name, expression, type: types[name] ?? null }));
}

/** What would give wrong pages: a key that is empty, in the newest row. */
async function problemOf(connection: Connection, types: Types): Promise<string | null> {
  const { source } = connection;
  const keys = source.key.map((_, n) => sql`a.${sql.identifier(`key_${n + 1}`)} is null`);
  const [row] = await poolOf(connection).execute<{ has_null_key: boolean; has_no_time: boolean }>(sql`
    select ${sql.join(keys, sql` or `)} as has_null_key, a.created_at is null as has_no_time from ${mappedTable(source, types)} as a limit 1`);
  if (row?.has_null_key) return 'its key can be empty, so that rows would be lost between pages';
  return row?.has_no_time ? 'its created_at can be empty, so that rows would be lost between pages' : null;
}

const searched = ['actor_id', 'subject_id', 'request_id', 'org_id', 'action', 'trace_id'] as const satisfies readonly MappedColumn[];

/** Asks the planner, with a walk through the whole table made dear, whether it finds a way: so that any index that serves will do. */
async function missingIn(connection: Connection, types: Types): Promise<readonly string[]> {
  const { source } = connection;
  const from = sql`${mappedTable(source, types)} as a`;
  const keys = source.key.map((_, n) => sql`a.${sql.identifier(`key_${n + 1}`)}`);
  const inOrder = sql`order by ${sql.join(
    [sql`a.created_at`, ...keys].map((one) => sql`${one} desc`),
    sql`, `,
  )} limit 1`;
  const missing: string[] = [];
  if (await isMissing(connection, sql`select a.created_at from ${from} ${inOrder}`, /Sort/)) missing.push(indexOn(source, types, []));
  for (const name of searched.filter((one) => source.columns[one] !== undefined)) {
    const condition = exactOrText(name, types);
    if (await isMissing(connection, sql`select 1 from ${from} where ${condition}`, /Seq Scan/, /Index Cond|Recheck Cond/))
      missing.push(indexOn(source, types, [name]));
  }
  return missing;
}

async function isMissing(connection: Connection, statement: SQL, sign: RegExp, need?: RegExp): Promise<boolean> {
  const rows = await poolOf(connection).execute<{ 'QUERY PLAN': string }>(sql`explain ${statement}`);
  const plan = [...rows].map((row) => row['QUERY PLAN']).join('\n');
  // A view of nothing but constants, or a foreign server's scan, has no index of ours to look for.
  return sign.test(plan) || (need !== undefined && !need.test(plan) && /Scan/.test(plan));
}

function exactOrText(name: MappedColumn, types: Types): SQL {
  const isExact = ['smallint', 'integer', 'bigint', 'uuid'].includes(types[name] ?? '') && name !== 'action';
  if (!isExact) return sql`a.${sql.identifier(name)} = 'x'`;
  return sql`a.${sql.identifier(`exact_${name}`)} = ${types[name] === 'uuid' ? sql`'00000000-0000-0000-0000-000000000000'::uuid` : sql`1`}`;
}

/** Ready to run by whoever owns the table. */
function indexOn(source: AuditSource, types: Types, names: readonly MappedColumn[]): string {
  const part = (text: string, type: string | undefined) => {
    if (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(text)) return type === undefined ? text : `(${text}::text)`;
    return `(${text.replaceAll(/\bt\./g, '')})`;
  };
  const isText = (name: MappedColumn) =>
    ['text', 'character varying', 'smallint', 'integer', 'bigint', 'uuid'].includes(types[name] ?? 'text');
  const created = source.columns.created_at ?? 'created_at';
  const time = types.created_at === 'timestamp with time zone' ? part(created, undefined) : `(${created} at time zone 'UTC')`;
  const leading = names.map((name) => part(source.columns[name] ?? name, isText(name) ? undefined : types[name]));
  return `create index concurrently on ${source.table} (${[...leading, time, ...source.key.map((key) => part(key, undefined))].join(', ')});`;
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}
