import type { levels } from '@/lib/address';
import type { Page } from '@/lib/paging';
import type { Caveat } from '@/lib/reading';

export type Level = (typeof levels)[number];

/** One line as every screen and the API show it. Times are RFC 3339 in UTC with six decimals. */
export interface Line {
  /** Its name in its store. Of ours a number: lines of the same microsecond stand in the order of these, that is of their arrival. */
  readonly id: string;
  /** What the logger says, unless `flags` say otherwise. */
  readonly time: string;
  readonly recorded_at: string;
  readonly source: string;
  readonly service: string | null;
  readonly level: Level | null;
  /** Up to 2,000 characters of it in a list. */
  readonly message: string;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  readonly span_id: string | null;
  readonly user_id: string | null;
  readonly org_id: string | null;
  readonly session_id: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  readonly method: string | null;
  readonly route: string | null;
  readonly status: number | null;
  readonly duration_ms: number | null;
  /** What had to be changed before it could be kept, and what is odd about it. */
  readonly flags: readonly string[];
}

/** One line with all that came with it. */
export interface LineDetail extends Line {
  /** JSON, as the exact text that Postgres prints: parsing would lose digits. */
  readonly attributes: string;
  /** As it came, but for what was redacted, up to a bound. */
  readonly raw: string;
}

export interface LinePage extends Page<Line> {
  /** Counted as far as the store counts: up to 10,000 in our own. */
  readonly count: { readonly value: number; readonly capped: boolean };
  /** Why these may not be all that match up to here. */
  readonly caveats: readonly Caveat[];
}
