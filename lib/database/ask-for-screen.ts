import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { AppError } from '@/lib/errors';
import { database } from './pools';

const dialect = new PgDialect();

/** A server keeps what it prepared for as long as the connection lasts, and people put together questions of any shape. */
const mostPrepared = 100;
const prepared = new Set<string>();

/**
 * Asks the database a question that somebody put together: one that takes longer than a screen may wait is told to be
 * narrowed, because no machine would make it quick. By the connections for look-ups it is planned once for all values.
 *
 * @throws {AppError} `needs-narrowing`
 */
export async function askForScreen<Row extends Record<string, unknown>>(
  statement: SQL,
  pool: 'screens' | 'look-ups' = 'screens',
): Promise<readonly Row[]> {
  try {
    const { sql: text, params } = dialect.sqlToQuery(statement);
    const rows: readonly unknown[] = await database(pool).$client.unsafe(text, params as string[], { prepare: isPrepared(text) });
    return rows as readonly Row[];
  } catch (error) {
    if (isCancelled(error)) {
      throw new AppError(
        'needs-narrowing',
        'This search took too long and was stopped. Narrow it down: add a time such as created:2026-10, or an ID.',
      );
    }
    throw error;
  }
}

/** Sent by its name and in one round trip; drizzle would send the text again, and wait for it to be read before its values go. */
function isPrepared(text: string): boolean {
  if (prepared.size < mostPrepared) prepared.add(text);
  return prepared.has(text);
}

/** 57014: `statement_timeout` has passed. */
function isCancelled(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === '57014';
}
