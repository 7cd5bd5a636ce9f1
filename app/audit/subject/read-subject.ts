import { type SubjectAddress, subjectTerm } from '@/lib/address';
import {
  type Action,
  type ActionPage,
  type Diff,
  diffsOf,
  type Facet,
  type ListOptions,
  listActions,
  listFacets,
  subjectHistory,
} from '@/lib/audit';
import type { Viewer } from '@/lib/viewer';

/** What can be told where nothing was found: whether everything was searched. */
export type NoStory = Pick<ActionPage, 'sources'>;

/** All that the page of a subject tells. */
export interface SubjectStory {
  readonly history: ActionPage;
  /** What each row of the page changed, by its reference. */
  readonly diffs: ReadonlyMap<string, Diff>;
  /** How often it was touched, first and last, whatever the address narrows the history to. */
  readonly count: ActionPage['count'];
  readonly first: Action;
  readonly last: Action;
  /** Still being counted when the rest is there. */
  readonly most: Promise<MostOften>;
}

/** Who did most of it, and in which requests. */
export interface MostOften {
  readonly actors: Facet;
  readonly requests: Facet;
}

/** No story where nothing that this viewer may see was ever done to it. @throws {AppError} `needs-narrowing` */
export async function readSubject(viewer: Viewer, address: SubjectAddress): Promise<SubjectStory | NoStory> {
  const whole: SubjectAddress = { ...address, filter: { terms: [] }, after: null, before: null, order: 'desc', limit: 1 };
  const asked = historyOf(viewer, address);
  const most = mostIn(viewer, address);
  // Whoever awaits it tells of its failure; where the rest fails first, nobody does.
  most.catch(() => undefined);
  const [history, diffs, newest, oldest] = await Promise.all([
    asked,
    asked.then(({ rows }) => diffsOf(viewer, rows)),
    isNewest(address) ? asked : historyOf(viewer, whole),
    historyOf(viewer, { ...whole, order: 'asc' }, { counted: 0 }),
  ]);
  const [first, last] = [oldest.rows[0], newest.rows[0]];
  if (!first || !last) return { sources: newest.sources };
  return { history, diffs, count: newest.count, first, last, most };
}

/** Whether the history that is asked for begins with the newest of all, and counts them all. */
function isNewest({ filter, after, before, order }: SubjectAddress): boolean {
  return filter.terms.length === 0 && after === null && before === null && order === 'desc';
}

/** All of a type has no history of its own: a list of what was done to such things. */
function historyOf(viewer: Viewer, address: SubjectAddress, how: Pick<ListOptions, 'counted'> = {}): Promise<ActionPage> {
  const { type, id, filter } = address;
  if (id === null) return listActions(viewer, { ...address, ...how, filter: { terms: [subjectTerm(type, id), ...filter.terms] } });
  return subjectHistory(viewer, { ...address, ...how, id });
}

async function mostIn(viewer: Viewer, { type, id, zone }: SubjectAddress): Promise<MostOften> {
  const by = [{ key: 'actor' as const }, { key: 'request' as const }];
  const filter = { terms: [subjectTerm(type, id)] };
  const isPlannedOnce = type !== null && id !== null;
  const [actors, requests] = await listFacets(viewer, { by, filter, zone, limit: 10, isPlannedOnce });
  if (!actors || !requests) throw new Error('Two facets were asked for and fewer came.');
  return { actors, requests };
}
