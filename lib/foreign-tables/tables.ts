import { type Database, openDatabase } from '@/db';
import { type AuditSource, config } from '@/lib/config';
import type { ForeignTable } from './foreign-table';
import { mappedTable, type Types, typesStatement } from './mapping';

/** One configured table, with what this process knows of how it is doing. */
export interface Connection {
  readonly source: AuditSource;
  /** Opened on first use, and thrown away when it hangs. */
  pool: Database | null;
  table: ForeignTable | null;
  failures: number;
  failing: { readonly since: number; readonly why: string } | null;
  /** Until then nobody asks it again, in milliseconds. */
  restsUntil: number;
}

/** On `globalThis`, because a server bundle may hold a module more than once while connections are scarce. */
const home = globalThis as typeof globalThis & { tracebookForeign?: Connection[] };

export function connections(): readonly Connection[] {
  home.tracebookForeign ??= config().auditSources.map(connectionTo);
  return home.tracebookForeign;
}

export function connectionTo(source: AuditSource): Connection {
  return { source, pool: null, table: null, failures: 0, failing: null, restsUntil: 0 };
}

/** The names of the configured tables, in the order in which rows of the same time stand. */
export function foreignTableNames(): readonly string[] {
  return connections()
    .map(({ source }) => source.name)
    .sort();
}

/** The table, its types asked for once. @throws whatever Postgres says of the address or the mapping */
export async function tableOf(connection: Connection): Promise<ForeignTable> {
  connection.table ??= await described(connection);
  return connection.table;
}

export function poolOf(connection: Connection): Database {
  connection.pool ??= openDatabase(connection.source.url, 'foreign');
  return connection.pool;
}

/** What hangs is not waited for: its connections are cut, and the next question opens new ones. */
export function dropPool(connection: Connection): void {
  const { pool } = connection;
  connection.pool = null;
  pool?.$client.end({ timeout: 0 }).catch(() => undefined);
}

/** Ends every pool that was opened for screens. */
export async function closeScreens(): Promise<void> {
  const open = home.tracebookForeign ?? [];
  delete home.tracebookForeign;
  await Promise.all(open.map(({ pool }) => pool?.close()));
}

async function described(connection: Connection): Promise<ForeignTable> {
  const { source } = connection;
  const [types = {}] = await poolOf(connection).execute<Record<string, string>>(typesStatement(source));
  return {
    name: source.name,
    from: mappedTable(source, types as Types),
    keyTypes: source.key.map((_, n) => types[`key_${n + 1}`] ?? 'text'),
    types: types as Types,
    hasOrgs: source.columns.org_id !== undefined,
    ask: async <Row extends Record<string, unknown>>(statement: Parameters<Database['execute']>[0]) => {
      const rows: readonly unknown[] = await poolOf(connection).execute(statement);
      return rows as readonly Row[];
    },
  };
}
