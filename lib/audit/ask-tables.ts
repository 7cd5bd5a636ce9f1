import { askEach } from '@/lib/foreign-tables';
import type { Viewer } from '@/lib/viewer';
import type { SourceReading } from './action';
import { type AuditTable, foreignTable, ownTable } from './audit-table';

/** What came of asking a table of another team, before anybody looked at its answer. */
export type Hearing = Pick<SourceReading, 'name' | 'why' | 'since'> & { readonly verdict: 'answered' | 'unavailable' | 'not-recorded' };

export interface Answers<T> {
  /** By the name of the table, ours first. */
  readonly answers: ReadonlyMap<string, T>;
  readonly hearings: readonly Hearing[];
}

/**
 * Asks our own table and those of other teams at once. What fails in ours is thrown; what fails in theirs is told, and the
 * rest stands. The sample has no part in other teams' tables.
 */
export async function askTables<T>(viewer: Viewer, question: (table: AuditTable) => Promise<T>): Promise<Answers<T>> {
  const own = ownTable(viewer);
  const others =
    viewer.sees === 'real'
      ? askEach(async (table) => {
          const mapped = foreignTable(viewer, table);
          return mapped && { answer: await question(mapped) };
        })
      : [];
  const [answer, asked] = await Promise.all([question(own), others]);
  const answers = new Map([[own.name, answer]]);
  for (const one of asked) if (one.isAnswered && one.value) answers.set(one.name, one.value.answer);
  return {
    answers,
    hearings: asked.map((one) => hearingOf(one.isAnswered ? { ...one, why: null, since: null } : one, answers.has(one.name))),
  };
}

function hearingOf(
  { name, isAnswered, why, since }: Pick<Hearing, 'name' | 'why' | 'since'> & { isAnswered: boolean },
  isHeard: boolean,
): Hearing {
  if (!isAnswered) return { name, verdict: 'unavailable', why, since };
  if (isHeard) return { name, verdict: 'answered', why: null, since: null };
  return { name, verdict: 'not-recorded', why: 'its rows do not say to which organisation they belong', since: null };
}
