import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Database } from '@/db';

const dialect = new PgDialect();

/**
 * Asks what is always asked in the same words: a connection sends them once, and after that a name and the values, in one round trip.
 * Drizzle would send the text again, and wait for it to be read before its values go.
 */
export async function askPrepared<Row extends Record<string, unknown>>({ $client }: Database, statement: SQL): Promise<readonly Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  const rows: unknown = await $client.unsafe(text, params as string[], { prepare: true });
  return rows as readonly Row[];
}
