import { sql } from 'drizzle-orm';
import { type ColumnKey, type Filter, printTerm } from '@/lib/address';
import { askForScreen } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { type Width, wideTerm } from '@/lib/filter-sql';

/** Below this, looking at every row takes a second at most. */
const largeTable = 200_000;

const width: Width<ColumnKey> = {
  narrow: new Set(['created', 'recorded', 'import', 'actor', 'as', 'subject', 'request', 'trace']),
  wide: new Set(['changed']),
};

/**
 * Refuses what has to look at every action where there are many.
 *
 * @throws {AppError} `needs-narrowing`, with a sentence that says which part and what to add
 */
export async function assertNarrow({ terms }: Filter): Promise<void> {
  const wide = wideTerm(terms, width);
  if (!wide || !(await isLarge())) return;
  throw new AppError(
    'needs-narrowing',
    `${printTerm(wide)} has to look at every action. Add a time to look between, such as created:2026-10, or an actor, a subject or a request.`,
  );
}

/** By the planner's estimate: counting would be the very thing that takes too long. */
async function isLarge(): Promise<boolean> {
  const [row] = await askForScreen<{ estimate: number }>(
    sql`select reltuples::float8 as estimate from pg_class where oid = 'admin_actions'::regclass`,
  );
  return (row?.estimate ?? 0) > largeTable;
}
