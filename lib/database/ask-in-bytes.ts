import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Database } from '@/db';

const dialect = new PgDialect();

/** A row by the order of its columns, each the bytes of the text that Postgres printed; null where there is no value. */
export type BytesRow = readonly (Buffer | null)[];

/** Asks for what is only handed on: texts of megabytes are not made into strings and back. */
export async function askInBytes({ $client }: Database, statement: SQL): Promise<readonly BytesRow[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  const rows: unknown = await $client.unsafe(text, params as string[]).raw();
  return rows as readonly BytesRow[];
}
