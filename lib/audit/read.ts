import type { SQL } from 'drizzle-orm';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';

/**
 * Asks the database a question that somebody put together: one that takes longer than a screen may wait is told to be
 * narrowed, because no machine would make it quick.
 *
 * @throws {AppError} `needs-narrowing`
 */
export async function read<Row extends Record<string, unknown>>(statement: SQL): Promise<readonly Row[]> {
  try {
    const rows: readonly unknown[] = await database('screens').execute(statement);
    return rows as readonly Row[];
  } catch (error) {
    if (isCancelled(error)) {
      throw new AppError(
        'needs-narrowing',
        'This search took too long and was stopped. Narrow it down, with created:2026-10 or another time, an actor or a subject.',
      );
    }
    throw error;
  }
}

/** 57014: `statement_timeout` has passed. */
function isCancelled(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === '57014';
}
