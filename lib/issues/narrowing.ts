import { sql } from 'drizzle-orm';
import { type IssueFilter, type IssueKey, type IssueRoot, printTerm, type Term, type Value } from '@/lib/address';
import { askForScreen } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { hasWord } from '@/lib/filter-sql';

/** Below this, looking at every error takes a second at most. */
const largeTable = 200_000;

/**
 * Some questions have no index: a comparison or a star inside the tags, their mere presence, marks without a word. Over many errors they
 * must stand beside something that an index narrows down.
 *
 * @throws {AppError} `needs-narrowing`, with a sentence that says which part and what to add
 */
export async function assertNarrow({ terms }: IssueFilter): Promise<void> {
  const wide = terms.find(looksAtEveryError);
  if (!wide || terms.some(narrows) || !(await isLarge())) return;
  throw new AppError(
    'needs-narrowing',
    `${printTerm(wide)} has to look at every error. Add a time to look between, such as created:2026-10, or an issue, a request or a user.`,
  );
}

type IssueTerm = Term<IssueKey, IssueRoot>;

function looksAtEveryError(term: IssueTerm): boolean {
  if (term.kind === 'unreadable' || term.isNegated) return false;
  if (term.kind === 'words') return !hasWord(term.text);
  if (term.kind === 'has') return 'path' in term.field;
  return 'path' in term.field ? !term.values.every(isWord) : term.values.some(beginsWithStar);
}

/** Keys of which one value is a small part of all errors. */
const narrowKeys: ReadonlySet<IssueKey> = new Set(['created', 'request', 'trace', 'user', 'session', 'event', 'issue']);

function narrows(term: IssueTerm): boolean {
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
    sql`select reltuples::float8 as estimate from pg_class where oid = 'error_events'::regclass`,
  );
  return (row?.estimate ?? 0) > largeTable;
}
