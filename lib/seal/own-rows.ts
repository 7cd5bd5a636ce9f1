import { type SQL, sql as text } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Shape } from './fields';
import { ownSource, printedText } from './fields';
import type { Client, Cursor } from './ledger';

/** A row as it is sealed: the texts of its fields, in the order of its shape. */
export interface ReadRow {
  readonly key: string;
  /** It happened more than an hour ago, and was not imported. */
  readonly isLate: boolean;
  readonly values: readonly (string | null)[];
}

export interface ReadPage {
  readonly rows: readonly ReadRow[];
  /** Where the page ends; null where there was nothing left to look at. */
  readonly end: Cursor | null;
  /** The clock of the database. */
  readonly at: string;
}

const pageRows = 5_000;
const pageBytes = 8_000_000;
const isSample = text`(a.source = 'sample' or a.source like 'sample/%')`;

/**
 * Whether a row is in the ledger: rows that come with numbers of transactions of another cluster may meet the cursor again. Looked up row by
 * row: for an `exists` Postgres would gather the whole ledger, for every page anew.
 */
const isSealed = text`(select true from seal_leaves l where l.source = ${ownSource} and l.key = a.id::text and l.kind in ('row', 'late-row')) is not null`;

/**
 * What was committed behind the cursor, in the order of transactions, and nothing that a running transaction could still come before:
 * so that a row that is committed late is never missed (docs/evidence.md).
 */
export async function readOwnPage(client: Client, shape: Shape, { tx, id }: Cursor): Promise<ReadPage> {
  const page = text`
    select a.* from admin_actions a
    where (a.tx, a.id) > (${tx}::text::xid8, ${id}::text::bigint) and a.tx < pg_snapshot_xmin(pg_current_snapshot()) and not ${isSample}
    order by a.tx, a.id limit ${pageRows}`;
  return pageFrom(client, shape, page);
}

/**
 * Rows that came with the number of a transaction that this cluster has yet to begin: they were loaded from another one, and are as
 * committed as any row that can be seen.
 */
export async function readStrayPage(client: Client, shape: Shape, { tx, id }: Cursor): Promise<ReadPage> {
  const page = text`
    select a.* from admin_actions a
    where (a.tx, a.id) > (${tx}::text::xid8, ${id}::text::bigint) and a.tx >= pg_snapshot_xmax(pg_current_snapshot()) and not ${isSample}
    order by a.tx, a.id limit ${pageRows}`;
  return pageFrom(client, shape, page);
}

async function pageFrom(client: Client, shape: Shape, page: SQL): Promise<ReadPage> {
  const rows = await valuesOf(
    client,
    text`
      with page as materialized (${page}),
      printed as (
        select a.tx, a.id, (${isSealed}) as is_sealed,
          a.import_id is null and a.created_at < clock_timestamp() - interval '1 hour' as is_late, ${printedFields(shape)}
        from page a
      ),
      measured as (
        select p.*, sum(coalesce(octet_length(p.metadata), 0)) over (order by p.tx, p.id) - coalesce(octet_length(p.metadata), 0) as before
        from printed p
      )
      select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), m.tx::text, m.id::text, m.is_sealed, m.is_late,
        ${text.join(
          shape.columns.map(({ name }) => text`m.${text.identifier(fieldAlias(name))}`),
          text`, `,
        )}
      from measured m where m.before < ${pageBytes} order by m.tx, m.id`,
  );
  const last = rows.at(-1);
  return {
    rows: rows.flatMap(([, , key, sealed, late, ...values]) =>
      sealed === true ? [] : [{ key: String(key), isLate: late === true, values: values as (string | null)[] }],
    ),
    end: last ? { tx: String(last[1]), id: String(last[2]) } : null,
    at: String(last?.[0] ?? ''),
  };
}

/** Rows of our own table as they are now, by their key. Those that are gone are missing. */
export async function readOwnRows(client: Client, shape: Shape, keys: readonly string[]): Promise<ReadonlyMap<string, ReadRow['values']>> {
  const rows = await valuesOf(
    client,
    text`select a.id::text, ${printedFields(shape)} from admin_actions a where a.id = any(${text.param([...keys])}::bigint[])`,
  );
  return new Map(rows.map(([key, ...values]) => [String(key), values as (string | null)[]]));
}

/** Keys of rows that ought to be sealed and are not, up to where everything was sealed; behind `after`, in the order of their ids. */
export async function unsealedKeys(client: Client, { cursor, after, limit }: { cursor: Cursor; after: string; limit: number }) {
  const rows = await valuesOf(
    client,
    text`
      with page as materialized (select a.id, a.tx, a.source from admin_actions a where a.id > ${after}::text::bigint order by a.id limit ${limit})
      select a.id::text, not ${isSample} and (a.tx, a.id) <= (${cursor.tx}::text::xid8, ${cursor.id}::text::bigint) and not (${isSealed})
      from page a order by a.id`,
  );
  return { keys: rows.flatMap(([key, isMissing]) => (isMissing === true ? [String(key)] : [])), last: rows.at(-1)?.[0] ?? null };
}

function printedFields({ columns }: Shape): SQL {
  return text.join(
    columns.map(({ name, type }) => text`${printedText(name, type)} as ${text.identifier(fieldAlias(name))}`),
    text`, `,
  );
}

/** The id stands beside itself as a text. */
function fieldAlias(name: string): string {
  return name === 'id' ? 'id_text' : name;
}

const dialect = new PgDialect();

/** As lists: objects of a million rows would cost as much as their hashes. */
export async function valuesOf(client: Client, statement: SQL): Promise<readonly (readonly unknown[])[]> {
  const { sql, params } = dialect.sqlToQuery(statement);
  return (await client.unsafe(sql, params as string[], { prepare: true }).values()) as unknown as readonly (readonly unknown[])[];
}
