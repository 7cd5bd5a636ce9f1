import type { Field, LineFilter, LineKey, LineRoot, Order } from '@/lib/address';
import type { Caveat } from '@/lib/reading';
import type { Viewer } from '@/lib/viewer';
import type { Line, LineDetail, LinePage } from './line';

export interface LineQuestion {
  readonly filter: LineFilter;
  /** The zone in which days of the filter are meant. */
  readonly zone: string;
}

export interface LineListOptions extends LineQuestion {
  readonly order?: Order;
  /** 1 to 1,000. */
  readonly limit?: number;
  /** A cursor of an earlier page: what comes after it in the order, or before it. `after` wins. */
  readonly after?: string | null;
  readonly before?: string | null;
}

export interface LineFacetOptions extends LineQuestion {
  readonly by: readonly (Field<LineKey, LineRoot> | 'day')[];
  /** Values a facet, 1 to 1,000. */
  readonly limit?: number;
}

/** The commonest values of a column or path with their counts, or the days of a zone in their order. */
export interface LineFacet {
  readonly by: string;
  /** A null value stands for lines that have none. */
  readonly rows: readonly { readonly value: string | null; readonly count: number }[];
  readonly distinct: { readonly value: number; readonly capped: boolean };
  /** Whether more lines match than were counted: then these are the newest, back to `since`. */
  readonly sampled: boolean;
  readonly since: string | null;
}

/** Lines of a stretch of time, from included, to not. */
export interface LineBar {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** How many of them are of level error or fatal. */
  readonly errors: number;
}

export interface LineBars {
  readonly seconds: number;
  /** Without gaps, oldest first; empty where nothing matches. */
  readonly bars: readonly LineBar[];
  /** Whether more lines match than were counted: then these are the newest. */
  readonly sampled: boolean;
}

export interface LinesOfId {
  /** In the order of their time. */
  readonly lines: readonly Line[];
  /** Why these may not be all. */
  readonly caveats: readonly Caveat[];
}

/**
 * Where lines are looked up. All throw {@link AppError}: `not-permitted`; `malformed` for a cursor that is none of ours, and what cannot
 * be counted by; `needs-narrowing`; `unavailable` where the store gives no answer.
 */
export interface LineStore {
  list(viewer: Viewer, options: LineListOptions): Promise<LinePage>;
  /** One line, or null: not there, no name of a line and not for this viewer are the same answer. */
  get(viewer: Viewer, id: string): Promise<LineDetail | null>;
  /** Exact up to some number of lines; of more the newest are counted, so that a facet costs no more over more lines. */
  facets(viewer: Viewer, options: LineFacetOptions): Promise<readonly LineFacet[]>;
  /** As many bars as a screen shows, of the same length, beginning where a day of the zone would. */
  bars(viewer: Viewer, question: LineQuestion): Promise<LineBars>;
  /** Lines that carry an ID as their request, trace or session, up to `limit`. IDs ignore every range of time. */
  ofId(viewer: Viewer, id: string, options: { readonly limit: number }): Promise<LinesOfId>;
  /** Whether the newest thousand lines carry IDs at all; true where there are too few to tell. */
  carryIds(viewer: Viewer): Promise<boolean>;
}
