import { database } from '@/lib/database';
import { foreignTableNames } from '@/lib/foreign-tables';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { assertManages } from './assert-manages';
import type { Erasure } from './erasable';
import { eraseLeaves } from './erase-leaves';
import { recordErasure, seal, whyFrom } from './erase-rows';
import { demanded } from './holds';
import { type Leftover, removeLeftovers } from './leftovers';

export interface ErasePersonOptions {
  readonly reason: string;
  readonly approver: string;
  /** What else leads to the person: an e-mail address, a name. */
  readonly words: readonly string[];
  /** Only says what would be done. */
  readonly isRehearsal?: boolean;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

export interface EraseReport {
  /** Actions from which something was erased. */
  readonly actions: number;
  /** How many of each field. */
  readonly fields: Readonly<Record<string, number>>;
  readonly redactions: readonly number[];
  /** Actions that stand under a hold and stay as they are. */
  readonly held: number;
  /** Actions that are not sealed yet, because a transaction that began before them still runs: they stay until this is done again. */
  readonly notSealed: number;
  readonly leftovers: readonly Leftover[];
  /** Tables of other teams, in which nothing is written from here. */
  readonly elsewhere: readonly string[];
}

/**
 * Erases what was written about a person: in our own actions the fields that hold their id, and those that hold one of the words; in logs,
 * usage and errors what is theirs. What is only mentioned there is counted and left.
 *
 * @throws {AppError} `not-permitted`; `malformed` without reason or approver; `unavailable` where nothing is sealed
 */
export async function erasePerson(viewer: Viewer, person: string, options: ErasePersonOptions): Promise<EraseReport> {
  assertManages(viewer);
  const why = whyFrom(options);
  const id = demanded(person, 'Name the person by their id.');
  const words = options.words.map((word) => demanded(word, 'A word to look for is not empty.'));
  if (!options.isRehearsal) await seal(options.signal);
  const { erasures, held, notSealed } = await findErasures(id, [id, ...words]);
  const report = { actions: erasures.length, fields: countFields(erasures), held, notSealed, elsewhere: foreignTableNames() };
  if (options.isRehearsal) return { ...report, redactions: [], leftovers: await removeLeftovers(id, words, { isRehearsal: true }) };
  await recordErasure(viewer, { rows: erasures.length, fields: report.fields, held, notSealed }, why);
  const redactions = await eraseLeaves(viewer, erasures, why);
  await seal(options.signal);
  return { ...report, redactions, leftovers: await removeLeftovers(id, words, { isRehearsal: false }) };
}

interface FoundRow {
  leaf: string | null;
  is_held: boolean;
  is_actor: boolean;
  is_behalf: boolean;
  is_subject: boolean;
  in_actor_label: boolean;
  in_subject_label: boolean;
  in_metadata: boolean;
}

/** Rows of the sample are nobody's, and in no log. */
async function findErasures(person: string, words: readonly string[]): Promise<{ erasures: Erasure[]; held: number; notSealed: number }> {
  const sql = database('system').$client;
  const patterns = words.map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
  const rows = await sql<FoundRow[]>`
    with found as materialized (
      select a.id, held_by(a.source, a.org_id, array[a.actor_id, a.on_behalf_of, a.subject_id]) is not null as is_held,
        coalesce(a.actor_id = ${person}, false) as is_actor, coalesce(a.on_behalf_of = ${person}, false) as is_behalf,
        coalesce(a.subject_id = ${person}, false) as is_subject,
        coalesce(a.actor_label ilike any(${patterns}::text[]), false) as in_actor_label,
        coalesce(a.subject_label ilike any(${patterns}::text[]), false) as in_subject_label,
        a.metadata::text ilike any(${patterns}::text[]) as in_metadata
      from admin_actions a where not (a.source = 'sample' or a.source like 'sample/%')
    )
    select l."index"::text as leaf, f.* from found f left join seal_leaves l on l.source = 'tracebook' and l.key = f.id::text and l.kind in ('row', 'late-row')
    where is_actor or is_behalf or is_subject or in_actor_label or in_subject_label or in_metadata order by l."index"`;
  const free = rows.filter(({ is_held }) => !is_held);
  const erasures = free.flatMap((row) => (row.leaf === null ? [] : [{ leaf: Number(row.leaf), fields: fieldsOf(row) }]));
  return { erasures, held: rows.length - free.length, notSealed: free.length - erasures.length };
}

/** A label says who somebody is, and goes with the id. */
function fieldsOf(row: FoundRow): string[] {
  const fields = [
    ...(row.is_actor ? ['actor_id'] : []),
    ...(row.is_actor || row.in_actor_label ? ['actor_label'] : []),
    ...(row.in_metadata ? ['metadata'] : []),
    ...(row.is_behalf ? ['on_behalf_of'] : []),
    ...(row.is_subject ? ['subject_id'] : []),
    ...(row.is_subject || row.in_subject_label ? ['subject_label'] : []),
  ];
  return fields;
}

function countFields(erasures: readonly Erasure[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { fields } of erasures) for (const name of fields) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
