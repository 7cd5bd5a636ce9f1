import { sql } from 'drizzle-orm';
import { type LineFilter, type LineKey, type LineRoot, printTerm, type Term, type Value } from '@/lib/address';
import { askForScreen } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { hasWord } from '@/lib/filter-sql';

/** Below this, looking at every line takes a second at most. */
const largeTable = 200_000;

/**
 * Some questions have no index: a comparison or a star inside the attributes, its mere presence, marks without a word. Over many lines
 * they must stand beside something that an index narrows down.
 *
 * @throws {AppError} `needs-narrowing`, with a sentence that says which part and what to add
 */
export async function assertNarrow({ terms }: LineFilter): Promise<void> {
  const wide = terms.find(looksAtEveryLine);
  if (!wide || terms.some(narrows) || !(await isLarge())) return;
  throw new AppError(
    'needs-narrowing',
    `${printTerm(wide)} has to look at every line. Add a time to look between, such as created:2026-10-03, or a request, a trace or a user.`,
  );
}

type LineTerm = Term<LineKey, LineRoot>;

function looksAtEveryLine(term: LineTerm): boolean {
  if (term.kind === 'unreadable' || term.isNegated) return false;
  if (term.kind === 'words') return !hasWord(term.text);
  if (term.kind === 'has') return 'path' in term.field;
  return 'path' in term.field ? !term.values.every(isWord) : term.values.some(beginsWithStar);
}

/** Keys of which one value is a small part of all lines. */
const narrowKeys: ReadonlySet<LineKey> = new Set(['created', 'recorded', 'request', 'trace', 'user', 'session']);

function narrows(term: LineTerm): boolean {
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
    sql`select coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 as estimate
      from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'log_lines'::regclass`,
  );
  return (row?.estimate ?? 0) > largeTable;
}
