import { sql } from 'drizzle-orm';
import { type LineFilter, type LineKey, printTerm } from '@/lib/address';
import { askForScreen } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { type Width, wideTerm } from '@/lib/filter-sql';

/** Below this, looking at every line takes a second at most. */
const largeTable = 200_000;

const width: Width<LineKey> = {
  narrow: new Set(['created', 'recorded', 'request', 'trace', 'user', 'session']),
};

/**
 * Refuses what has to look at every line where there are many.
 *
 * @throws {AppError} `needs-narrowing`, with a sentence that says which part and what to add
 */
export async function assertNarrow({ terms }: LineFilter): Promise<void> {
  const wide = wideTerm(terms, width);
  if (!wide || !(await isLarge())) return;
  throw new AppError(
    'needs-narrowing',
    `${printTerm(wide)} has to look at every line. Add a time to look between, such as created:2026-10-03, or a request, a trace or a user.`,
  );
}

/** By the planner's estimate: counting would be the very thing that takes too long. */
async function isLarge(): Promise<boolean> {
  const [row] = await askForScreen<{ estimate: number }>(
    sql`select coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 as estimate
      from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'log_lines'::regclass`,
  );
  return (row?.estimate ?? 0) > largeTable;
}
