import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { screenMs } from '@/db';
import { AppError } from '@/lib/errors';
import { database } from './pools';

const dialect = new PgDialect();

/** A server keeps what it prepared for as long as the connection lasts, and people put together questions of any shape. */
const mostPrepared = 100;
const prepared = new Set<string>();

export interface Patience {
  /** When that began of which this question is the second part, as `performance.now()` tells it: both have the time of one. */
  readonly since?: number | undefined;
}

/**
 * Asks the database a question that somebody put together: one that takes longer than a screen may wait is told to be
 * narrowed, because no machine would make it quick. By the connections for look-ups it is planned once for all values.
 *
 * @throws {AppError} `needs-narrowing`
 */
export async function askForScreen<Row extends Record<string, unknown>>(
  statement: SQL,
  { pool = 'screens', since }: Patience & { readonly pool?: 'screens' | 'look-ups' } = {},
): Promise<readonly Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  const { $client } = database(pool);
  const ask = (client: Pick<typeof $client, 'unsafe'>) => client.unsafe(text, params as string[], { prepare: isPrepared(text) });
  try {
    if (since === undefined) return rowsFrom<Row>(await ask($client));
    return await $client.begin(async (tx) => {
      const leftMs = Math.max(1, Math.floor(screenMs - (performance.now() - since)));
      await tx`select set_config('statement_timeout', ${String(leftMs)}, true)`;
      return rowsFrom<Row>(await ask(tx));
    });
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

function rowsFrom<Row>(rows: readonly unknown[]): readonly Row[] {
  return rows as readonly Row[];
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
