import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/lib/database';

/** What both directions need of a transaction. */
export interface Transaction {
  execute(query: SQL): Promise<unknown>;
}

/** Sees one moment of the whole database, however long the reading takes. */
export function readingOneMoment<T>(read: (tx: Transaction) => Promise<T>): Promise<T> {
  return database('exports').transaction(
    async (tx) => {
      await patient(tx);
      return read(tx);
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** All of it, or nothing. */
export function writingAll<T>(write: (tx: Transaction) => Promise<T>): Promise<T> {
  return database('exports').transaction(async (tx) => {
    await patient(tx);
    return write(tx);
  });
}

/** Between two statements the file is read or written, and disks can be slow. */
async function patient(tx: Transaction): Promise<void> {
  await tx.execute(sql`set local idle_in_transaction_session_timeout = '5min'`);
}

/** The version of the tables: the time stamp of the newest migration. */
export async function migrationOf(tx: Transaction): Promise<string> {
  const [row] = (await tx.execute(sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`)) as { newest: string }[];
  return row?.newest ?? '0';
}
