import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '@/db';
import { type StoredRow, type TextColumn, textColumns } from './stored-row';

/** Where the rows of one delivery belong. */
export interface Delivery {
  readonly source: string;
  readonly importId: string | null;
}

export type KeptRow = { readonly id: string; readonly result: 'created' | 'repeated' | 'conflict' } | { readonly reason: string };

/**
 * Stores rows in one statement. A row that is missing in the answer has an event that stands in the batch before it, or that
 * another delivery stored while this one ran: asked again, it will be found. Where Postgres refuses the batch because of what a row holds, halves are tried until the row is alone
 * and refused with a reason: that costs nothing as long as all are good.
 */
export async function insertRows(db: Database, rows: readonly StoredRow[], delivery: Delivery): Promise<ReadonlyMap<StoredRow, KeptRow>> {
  if (rows.length === 0) return new Map();
  try {
    return await insertAll(db, rows, delivery);
  } catch (error) {
    const reason = refusalReason(error);
    if (reason === null) throw error;
    const [only] = rows;
    if (rows.length === 1 && only) return new Map([[only, { reason }]]);
    const half = Math.ceil(rows.length / 2);
    const first = await insertRows(db, rows.slice(0, half), delivery);
    const second = await insertRows(db, rows.slice(half), delivery);
    return new Map([...first, ...second]);
  }
}

async function insertAll(db: Database, rows: readonly StoredRow[], { source, importId }: Delivery): Promise<Map<StoredRow, KeptRow>> {
  const answers = await db.execute<{ n: number; id: string; result: 'created' | 'repeated' | 'conflict' }>(sql`
    with given as materialized (
      select n, event_id, created_at, is_timed, ${names}, outcome, metadata::jsonb, string_to_array(flags, ' ') as flags
      from rows from (json_to_recordset(${jsonOf(rows)}::json) as (
        event_id text, created_at timestamptz, is_timed boolean, ${definitions}, outcome text, metadata text, flags text
      )) with ordinality as u (event_id, created_at, is_timed, ${names}, outcome, metadata, flags, n)
    ), stored as (
      select g.n, a.id,
        (a.created_at = g.created_at or not g.is_timed) and (${qualified('a')}, a.outcome) is not distinct from (${qualified('g')}, g.outcome)
        and a.metadata::text = g.metadata::text as is_same
      from given g cross join lateral (
        select * from admin_actions where source = ${source} and event_id = g.event_id limit 1
      ) as a
    ), created as (
      insert into admin_actions (source, event_id, created_at, import_id, ${names}, outcome, metadata, flags)
      select ${source}, event_id, created_at, ${importId}::bigint, ${names}, outcome, metadata, flags
      from given where not exists (select from stored where stored.n = given.n)
      order by n
      on conflict (source, event_id) do nothing
      returning id, event_id
    )
    select n::int, id::text, case when is_same then 'repeated' else 'conflict' end as result from stored
    union all
    select min(g.n)::int, c.id::text, 'created' from created c join given g using (event_id) group by c.id
  `);
  return new Map(
    answers.flatMap(({ n, id, result }) => {
      const row = rows[n - 1];
      return row ? [[row, { id, result }] as const] : [];
    }),
  );
}

const columns = Object.keys(textColumns) as TextColumn[];

const names = sql.join(
  columns.map((column) => sql.identifier(column)),
  sql`, `,
);

function qualified(alias: 'a' | 'g'): SQL {
  return sql.join(
    columns.map((column) => sql`${sql.identifier(alias)}.${sql.identifier(column)}`),
    sql`, `,
  );
}

const definitions = sql.join(
  columns.map((column) => sql`${sql.identifier(column)} text`),
  sql`, `,
);

/** One bound parameter for the batch. The metadata is a text in it: whatever it holds, Postgres sees it as it was given. */
function jsonOf(rows: readonly StoredRow[]): string {
  return JSON.stringify(rows.map((row) => ({ ...row, flags: row.flags.join(' ') })));
}

/** Why Postgres cannot keep a row, or null where the error says nothing about the row. */
function refusalReason(error: unknown): string | null {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (code === '54001') return 'metadata is nested too deeply';
  if (code === '22P02' || code === '22P05') return 'metadata is not JSON';
  if (code === '22003') return 'metadata holds a number beyond what can be kept';
  if (code === '54000') return 'a text is too long to be found again by an index';
  return /^(22|23514|54)/.test(code) ? `the database cannot keep it (${code})` : null;
}
