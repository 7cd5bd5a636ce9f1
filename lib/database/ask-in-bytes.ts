import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Database } from '@/db';

const dialect = new PgDialect();

/** A row by the order of its columns, each the bytes of the text that Postgres printed; null where there is no value. */
export type BytesRow = readonly (Buffer | null)[];

/** A server keeps what it prepared for as long as the connection lasts, and people put together questions of any shape. */
const mostPrepared = 100;
const prepared = new Set<string>();

/**
 * Asks for what is only handed on: texts of megabytes are not made into strings and back. The same text comes hundreds of times, so that it
 * is read once.
 */
export async function askInBytes({ $client }: Database, statement: SQL): Promise<readonly BytesRow[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  const rows: unknown = await $client.unsafe(text, params as string[], { prepare: isPrepared(text) }).raw();
  return rows as readonly BytesRow[];
}

function isPrepared(text: string): boolean {
  if (prepared.size < mostPrepared) prepared.add(text);
  return prepared.has(text);
}
