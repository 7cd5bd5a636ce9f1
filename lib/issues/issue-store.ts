import type { IssueFilter, IssueSort } from '@/lib/address';
import type { Caveat } from '@/lib/reading';
import type { Viewer } from '@/lib/viewer';
import type { ErrorEvent, ErrorEventDetail, ErrorEventPage, Issue, IssueDetail, IssuePage, Replay, ReplayPage, Span } from './issue';

export { type IssueSort, issueSorts } from '@/lib/address';

export interface IssueQuestion {
  readonly filter: IssueFilter;
  /** The zone in which days of the filter are meant. */
  readonly zone: string;
}

export interface IssueListOptions extends IssueQuestion {
  readonly sort?: IssueSort;
  /** 1 to 100. */
  readonly limit?: number;
  /** A cursor of an earlier page. */
  readonly after?: string | null;
}

export interface EventListOptions extends IssueQuestion {
  /** 1 to 1,000. */
  readonly limit?: number;
  readonly after?: string | null;
}

export interface EventsOfId {
  /** In the order of their time. */
  readonly events: readonly ErrorEvent[];
  /** The issues of these events, each once. */
  readonly issues: readonly Issue[];
  readonly spans: readonly Span[];
  /** Those that the events name, as far as the store knows them. */
  readonly replays: readonly Replay[];
  /** Why these may not be all. `not-sampled` where spans of a trace are a part of those there were. */
  readonly caveats: readonly Caveat[];
}

/** Calendar days of a zone, both included. */
export interface IssueDays {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

export interface FeatureErrors {
  readonly feature: string;
  readonly events: number;
  /** People who were hit; null where its errors name nobody. */
  readonly users: number | null;
}

export interface ErrorsByFeature {
  /** Features that had errors, in no order. */
  readonly rows: readonly FeatureErrors[];
  /** Whether any error ever named a feature: only then does a feature without errors have none. */
  readonly carriesFeatures: boolean;
  readonly caveats: readonly Caveat[];
}

export interface NewRelease {
  readonly release: string;
  /** The day of the zone on which it was first seen. */
  readonly day: string;
}

export const issueStatuses = ['unresolved', 'resolved', 'ignored'] as const;

/** What people can say of an issue. */
export type IssueStatus = (typeof issueStatuses)[number];

export interface Settled {
  readonly issue: Issue;
  readonly before: string;
  readonly after: string;
}

/**
 * Where issues and error events are looked up. All throw {@link AppError}: `not-permitted`; `malformed` for a cursor that is none of ours
 * and for keys that the store cannot ask by; `unavailable` where the store gives no answer.
 */
export interface IssueStore {
  list(viewer: Viewer, options: IssueListOptions): Promise<IssuePage>;
  /** By its name or its short id; null: not there and not for this viewer are the same answer. */
  get(viewer: Viewer, id: string): Promise<IssueDetail | null>;
  /** Newest first. */
  events(viewer: Viewer, options: EventListOptions): Promise<ErrorEventPage>;
  /** By its name in the store or its event id; null as above. */
  event(viewer: Viewer, id: string): Promise<ErrorEventDetail | null>;
  /** Events (and spans) that carry an ID as their request, trace, session, replay or event id, up to `limit`. IDs ignore every range of time. */
  ofId(viewer: Viewer, id: string, options: { readonly limit: number }): Promise<EventsOfId>;
  /** Of the newest thousand events: how many there are, and how many name a user, a request, a trace. Null where there are none. */
  carried(
    viewer: Viewer,
  ): Promise<{ readonly events: number; readonly users: number; readonly requests: number; readonly traces: number } | null>;
  /** The replays in which an issue was seen, and the one that is named, up to 20. Absent where a store has none. */
  replays?(viewer: Viewer, of: { readonly issue: string; readonly replay: string | null }): Promise<ReplayPage>;
  /** Absent where issues are resolved elsewhere, by those who see them there. */
  settle?(viewer: Viewer, id: string, status: IssueStatus): Promise<Settled>;
  /** Absent where a store cannot count by feature. */
  byFeature?(viewer: Viewer, days: IssueDays): Promise<ErrorsByFeature>;
  /** Absent where a store cannot tell. */
  newReleases?(viewer: Viewer, options: IssueDays & { readonly feature: string }): Promise<readonly NewRelease[]>;
}
