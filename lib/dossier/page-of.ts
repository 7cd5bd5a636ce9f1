import { type Entry, foldMoments, isError, type Moment } from '@/lib/story';
import type { Dossier } from './get-dossier';

/** A stretch of all stories of a dossier, in their order. */
export interface DossierPage {
  readonly rows: readonly DossierRow[];
  /** Behind which moment the next stretch begins; null at the end. */
  readonly next: string | null;
  /** How many moments there are with this source and service. */
  readonly total: number;
}

export interface DossierRow {
  /** Which story, from 0. */
  readonly story: number;
  readonly entry: Entry;
  /** Whether it is the first that went wrong in its story. */
  readonly isFirstError: boolean;
  /** Whether it may have come before what stands before it: the clocks are not known that well. */
  readonly isUncertain: boolean;
}

interface PageOptions {
  readonly after: string | null;
  readonly source: string | null;
  readonly service: string | null;
  /** Entries, each of which may fold several moments. */
  readonly limit: number;
}

/** Folded before it is cut, so that a page never ends within what repeats itself. */
export function pageOf({ stories }: Dossier, { after, source, service, limit }: PageOptions): DossierPage {
  const isMeant = (moment: Moment) => (source === null || moment.source === source) && (service === null || moment.service === service);
  const rows = stories.flatMap(({ moments, uncertain }, story): DossierRow[] => {
    const firstError = moments.find(isError)?.ref;
    return foldMoments(moments.filter(isMeant)).map((entry) => ({
      story,
      entry,
      isFirstError: entry.moments[0].ref === firstError,
      isUncertain: uncertain.has(entry.moments[0].ref),
    }));
  });
  const start = after === null ? 0 : rows.findIndex(({ entry }) => entry.moments.some(({ ref }) => ref === after)) + 1;
  const shown = rows.slice(start, start + fittingOf(rows.slice(start, start + limit), limit * mostFoldedFactor));
  return {
    rows: shown,
    next: start + shown.length < rows.length ? (shown.at(-1)?.entry.moments.at(-1)?.ref ?? null) : null,
    total: rows.reduce((sum, { entry }) => sum + entry.moments.length, 0),
  };
}

/** A page holds so many times more moments than rows, at most. */
const mostFoldedFactor = 5;

/** How many rows hold no more than so many moments; always one. */
function fittingOf(rows: readonly DossierRow[], mostMoments: number): number {
  let moments = 0;
  const over = rows.findIndex(({ entry }) => {
    moments += entry.moments.length;
    return moments > mostMoments;
  });
  return over < 0 ? rows.length : Math.max(1, over);
}
