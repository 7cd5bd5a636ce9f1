import { answered } from '@/app/audit/answered';
import type { Neighbours } from '@/components/audit';
import { daysTerm, type Filter, subjectTerm, type Term, termFor, timeTerm } from '@/lib/address';
import { type Action, listActions } from '@/lib/audit';
import { addSeconds, instantFrom } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

/** Rows on either side of a moment, which nobody counts, and how far around it a list looks at least. */
const most = 3;
const counted = 0;
const reachSeconds = 15 * 60;

/**
 * What happened just before and after an action, by the same actor, to the same subject, and at all. A group that could not be
 * answered in time is left out: it says nothing of the action. Empty for times that no calendar holds.
 */
export async function readNeighbours(viewer: Viewer, action: Action): Promise<readonly Neighbours[]> {
  if (instantFrom(action.created_at) === null) return [];
  const { actor_id: actor, subject_id: id, subject_type: type } = action;
  const groups: readonly (readonly [Neighbours['whose'], readonly Term[]])[] = [
    ...(actor === null ? [] : [['actor', [termFor('actor', actor)]] as const]),
    ...(id === null ? [] : [['subject', [subjectTerm(type, id)]] as const]),
    ['any', []],
  ];
  const found = await Promise.all(groups.map(([whose, terms]) => answered(neighboursAmong(viewer, action, { whose, terms }))));
  return found.flatMap(({ value }) => value ?? []);
}

interface Group {
  readonly whose: Neighbours['whose'];
  readonly terms: readonly Term[];
}

async function neighboursAmong(viewer: Viewer, { ref, created_at: time }: Action, { whose, terms }: Group): Promise<Neighbours> {
  const list = async (term: Term, order: 'asc' | 'desc', limit: number) =>
    listActions(viewer, { filter: { terms: [...terms, term] }, zone: 'UTC', order, limit, counted });
  const [before, same, after] = await Promise.all([
    list(timeTerm('<', time), 'desc', most),
    list(daysTerm(time, time), 'asc', most + 1),
    list(timeTerm('>', time), 'asc', most),
  ]);
  return {
    whose,
    before: before.rows.toReversed(),
    same: same.rows.filter((action) => action.ref !== ref).slice(0, most),
    after: after.rows,
    sources: [...after.sources, ...same.sources, ...before.sources].filter(({ verdict }) => verdict === 'unavailable'),
    around: { terms: [...terms, spanAround(time, [...before.rows, ...after.rows])] } satisfies Filter,
  };
}

/** At least a quarter of an hour to both sides, and all that is shown. */
function spanAround(time: string, shown: readonly Action[]): Term {
  const ends = [addSeconds(time, -reachSeconds), addSeconds(time, reachSeconds)];
  const times = [time, ...ends, ...shown.map((action) => instantFrom(action.created_at))].filter((instant) => instant !== null).toSorted();
  return daysTerm(times[0] ?? time, times.at(-1) ?? time);
}
