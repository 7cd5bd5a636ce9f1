import type { Page } from '@/lib/paging';
import type { Instant } from '@/lib/time';

/** One row as every screen and the API show it. Times are RFC 3339 in UTC with six decimals. */
export interface Action {
  /** `<source>~<key text>`: an address that rows of other teams' tables can have too. */
  readonly ref: string;
  readonly event_id: string;
  readonly created_at: string;
  /** Null where a table of another team does not tell. */
  readonly recorded_at: string | null;
  readonly actor_id: string | null;
  readonly actor_type: string | null;
  readonly actor_label: string | null;
  readonly on_behalf_of: string | null;
  readonly action: string;
  readonly subject_type: string | null;
  readonly subject_id: string | null;
  readonly subject_label: string | null;
  readonly org_id: string | null;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  readonly outcome: Outcome;
  readonly source: string;
  readonly import_id: string | null;
  readonly flags: readonly string[];
}

export type Outcome = 'success' | 'failure' | 'unknown';

/** One action with its metadata, as the exact text that Postgres prints: parsing would lose digits. */
export interface ActionDetail extends Action {
  readonly metadata: string;
}

/** What a producer gives. Only `action` is required; `metadata` is raw JSON text. */
export interface ActionInput {
  readonly event_id?: string;
  readonly created_at?: string;
  readonly actor_id?: string | null;
  readonly actor_type?: string | null;
  readonly actor_label?: string | null;
  readonly on_behalf_of?: string | null;
  readonly action: string;
  readonly subject_type?: string | null;
  readonly subject_id?: string | null;
  readonly subject_label?: string | null;
  readonly org_id?: string | null;
  readonly request_id?: string | null;
  readonly trace_id?: string | null;
  readonly feature?: string | null;
  readonly surface?: string | null;
  readonly outcome?: Outcome;
  readonly metadata?: string;
}

export type RecordResult =
  | { readonly event_id: string; readonly ref: string; readonly result: 'created' | 'repeated' }
  | { readonly event_id: string; readonly ref: string; readonly result: 'conflict' }
  | { readonly event_id: string | null; readonly ref: null; readonly result: 'rejected'; readonly reason: string };

export interface CappedCount {
  readonly value: number;
  /** True when there are more than `value`. */
  readonly capped: boolean;
}

export interface ActionPage extends Page<Action> {
  readonly count: CappedCount;
  /** What came of asking each audit table of another team, in the order of their names. */
  readonly sources: readonly SourceReading[];
}

/** Whether a table was asked, and what it said. Rows of one that is `unavailable` are missing in the list. */
export interface SourceReading {
  readonly name: string;
  readonly verdict: 'found' | 'none' | 'unavailable' | 'not-recorded';
  readonly count: CappedCount | null;
  /** In words, for the last two. */
  readonly why: string | null;
  readonly since: Instant | null;
}
