import { sql } from 'drizzle-orm';
import { type ColumnKey, type Filter, printTerm, type Term, type Value } from '@/lib/address';
import { askForScreen } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { hasWord } from '@/lib/filter-sql';

/** Below this, looking at every row takes a second at most. */
const largeTable = 200_000;

/**
 * Some questions have no index: a comparison or a star inside the metadata, its mere presence, marks without a word. On a
 * large table they must stand beside something that an index narrows down.
 *
 * @throws {AppError} `needs-narrowing`, with a sentence that says which part and what to add
 */
export async function assertNarrow({ terms }: Filter): Promise<void> {
  const wide = terms.find(looksAtEveryRow);
  if (!wide || terms.some(narrows) || !(await isLarge())) return;
  throw new AppError(
    'needs-narrowing',
    `${printTerm(wide)} has to look at every action. Add a time to look between, such as created:2026-10, or an actor, a subject or a request.`,
  );
}

function looksAtEveryRow(term: Term): boolean {
  if (term.kind === 'unreadable' || term.isNegated) return false;
  if (term.kind === 'words') return !hasWord(term.text);
  if (term.kind === 'has') return 'path' in term.field || term.field.key === 'changed';
  if ('path' in term.field) return !term.values.every(isWord);
  return term.field.key === 'changed' || term.values.some(beginsWithStar);
}

/** Keys of which one value is a small part of all rows. */
const narrowKeys: ReadonlySet<ColumnKey> = new Set(['created', 'recorded', 'import', 'actor', 'as', 'subject', 'request', 'trace']);

function narrows(term: Term): boolean {
  if (term.kind === 'unreadable' || term.isNegated || term.kind === 'has') return false;
  if (term.kind === 'words') return hasWord(term.text);
  if ('path' in term.field) return term.values.every(isWord);
  return narrowKeys.has(term.field.key) && !term.values.some(beginsWithStar);
}

function isWord(value: Value): boolean {
  return value.kind === 'is' && !['true', 'false', 'null'].includes(value.text);
}

function beginsWithStar(value: Value): boolean {
  return value.kind === 'glob' && value.pieces[0] === '';
}

/** By the planner's estimate: counting would be the very thing that takes too long. */
async function isLarge(): Promise<boolean> {
  const [row] = await askForScreen<{ estimate: number }>(
    sql`select reltuples::float8 as estimate from pg_class where oid = 'admin_actions'::regclass`,
  );
  return (row?.estimate ?? 0) > largeTable;
}
