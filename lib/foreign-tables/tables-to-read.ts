import type { SQL } from 'drizzle-orm';
import { type Database, openDatabase } from '@/db';
import { askInBytes, type BytesRow } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { ForeignTable } from './foreign-table';
import { type Connection, closeScreens, connections, tableOf } from './tables';
import { whyFrom } from './why';

/** A table that is read as a whole, with more patience than a screen has. */
export interface TableToRead extends ForeignTable {
  readonly askInBytes: (statement: SQL) => Promise<readonly BytesRow[]>;
}

/** On `globalThis`, because a server bundle may hold a module more than once while connections are scarce. */
const home = globalThis as typeof globalThis & { tracebookForeignReading?: Map<string, Database> };

/**
 * Every configured table, in the order of their names, each over one connection that is kept for reading, with half a minute for a
 * statement. Whoever reads a whole list wants all of it: one that cannot be looked at makes none of them be read.
 *
 * @throws {AppError} `unavailable`, naming the table
 */
export async function tablesToRead(): Promise<readonly TableToRead[]> {
  const inOrder = connections().toSorted((a, b) => (a.source.name < b.source.name ? -1 : 1));
  return Promise.all(inOrder.map(tableToRead));
}

async function tableToRead(connection: Connection): Promise<TableToRead> {
  const { name } = connection.source;
  const told = async <T>(asking: () => Promise<T>): Promise<T> => {
    try {
      return await asking();
    } catch (error) {
      throw new AppError('unavailable', `${name} could not be read: ${whyFrom(error)}.`, { retryAfterSeconds: 30 });
    }
  };
  const table = await told(() => tableOf(connection));
  return {
    ...table,
    ask: async <Row extends Record<string, unknown>>(statement: SQL) => {
      const rows: readonly unknown[] = await told(async () => [...(await poolFor(connection).execute(statement))]);
      return rows as readonly Row[];
    },
    askInBytes: (statement) => told(() => askInBytes(poolFor(connection), statement)),
  };
}

function poolFor({ source }: Connection): Database {
  home.tracebookForeignReading ??= new Map();
  const open = home.tracebookForeignReading.get(source.name) ?? openDatabase(source.url, 'foreign-exports');
  home.tracebookForeignReading.set(source.name, open);
  return open;
}

/** Ends every connection that was opened. */
export async function closeForeignTables(): Promise<void> {
  const reading = [...(home.tracebookForeignReading?.values() ?? [])];
  delete home.tracebookForeignReading;
  await Promise.all([closeScreens(), ...reading.map((pool) => pool.close())]);
}
