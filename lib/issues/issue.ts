import type { Page } from '@/lib/paging';
import type { Caveat } from '@/lib/reading';

/** Least first. Sentry's words are `debug`, `info`, `warning`, `error` and `fatal`; ours are those of lines. */
export type IssueLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A group of error events that are one mistake, in Sentry's words. Times are RFC 3339 in UTC with six decimals. */
export interface Issue {
  /** Its name in its store. */
  readonly id: string;
  /** `WEB-41`, where the store gives such names. */
  readonly short_id: string | null;
  /** `TypeError: x is undefined`, up to 300 characters. */
  readonly title: string;
  /** Of the exception; null for a message. */
  readonly type: string | null;
  /** The function and the module, or the transaction, in which it happened. */
  readonly culprit: string | null;
  readonly level: IssueLevel | null;
  /** `unresolved`, `resolved`, `ignored`, or what else the store says. */
  readonly status: string;
  /** `new`, `ongoing`, `regressed`, `escalating` and so on; null where the store does not tell. */
  readonly substatus: string | null;
  readonly project: string;
  readonly platform: string | null;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  /** Events that this viewer may see. `capped` where the store counted no further. */
  readonly events: { readonly value: number; readonly capped: boolean };
  /** People who were hit; null where nobody is named in the events. */
  readonly users: { readonly value: number; readonly capped: boolean } | null;
  readonly features: readonly string[];
  readonly releases: readonly string[];
  readonly environments: readonly string[];
  /** Days of UTC without gaps, oldest first, the last 14; empty where the store does not tell. */
  readonly trend: readonly { readonly day: string; readonly events: number }[];
  /** `client` where every event came by a public key: then only the browser says so. */
  readonly trust: 'server' | 'client';
  /** Where the store shows it to people, an http(s) address on the configured host; null where there is none. */
  readonly permalink: string | null;
}

export interface IssuePage extends Page<Issue> {
  /** Null where the store does not count. */
  readonly count: { readonly value: number; readonly capped: boolean } | null;
  /** Why these may not be all, or not the newest (what was kept is shown with its age). */
  readonly caveats: readonly Caveat[];
}

/** One issue with what its own page shows. */
export interface IssueDetail extends Issue {
  /** The event that tells it best: the newest one; null where none is kept any more. */
  readonly event: ErrorEventDetail | null;
  readonly tags: readonly TagCounts[];
  /** People who were hit, those hit most first, at most 20. */
  readonly hit: readonly {
    readonly user_id: string;
    readonly org_id: string | null;
    readonly events: number;
    readonly last_seen: string;
  }[];
  readonly caveats: readonly Caveat[];
}

export interface TagCounts {
  readonly key: string;
  /** The commonest first, at most 10. */
  readonly values: readonly { readonly value: string; readonly events: number }[];
}

/** One occurrence of an issue. */
export interface ErrorEvent {
  /** Its name in its store, to be shown again by. */
  readonly id: string;
  /** 32 hex digits, as the SDK made it. */
  readonly event_id: string;
  /** When it happened; when it arrived where the event does not say (then it is flagged `no-timestamp`). */
  readonly time: string;
  readonly issue_id: string | null;
  readonly short_id: string | null;
  readonly project: string;
  readonly type: string | null;
  readonly message: string;
  readonly level: IssueLevel | null;
  /** The transaction: a route or a job. */
  readonly transaction: string | null;
  readonly request_id: string | null;
  /** 32 hex digits. */
  readonly trace_id: string | null;
  readonly span_id: string | null;
  readonly session_id: string | null;
  readonly replay_id: string | null;
  readonly user_id: string | null;
  readonly org_id: string | null;
  readonly release: string | null;
  readonly environment: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  readonly trust: 'server' | 'client';
  /** `no-timestamp`, `future`, `ancient`, `redacted`, `truncated`, … */
  readonly flags: readonly string[];
}

export interface ErrorEventDetail extends ErrorEvent {
  readonly platform: string | null;
  /** Null where the event does not say. */
  readonly is_handled: boolean | null;
  /** The last one thrown first: what it was caused by follows. */
  readonly exceptions: readonly ExceptionValue[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Method and path, without query and without headers. */
  readonly request: { readonly method: string | null; readonly path: string | null } | null;
  readonly sdk: string | null;
}

export interface ExceptionValue {
  readonly type: string | null;
  readonly value: string | null;
  /** The place where it was thrown first: the other way round than in the event. At most 100. */
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly function: string | null;
  readonly module: string | null;
  readonly filename: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly in_app: boolean;
  /** The line of source, where the event carries it. */
  readonly context: string | null;
}

/** What somebody saw and did in a browser, recorded; it is played in its store. */
export interface Replay {
  /** 32 hex digits. */
  readonly id: string;
  /** Null where it does not say. */
  readonly started_at: string | null;
  readonly duration_ms: number | null;
  readonly user_id: string | null;
  /** How many errors happened in it. */
  readonly errors: number | null;
}

export interface ReplayPage {
  /** Newest first. */
  readonly rows: readonly Replay[];
  readonly caveats: readonly Caveat[];
}

export interface ErrorEventPage extends Page<ErrorEvent> {
  readonly caveats: readonly Caveat[];
}

/** A stretch of work that a trace knows: a span of Sentry, or a transaction that was sent here. */
export interface Span {
  readonly id: string;
  readonly parent_id: string | null;
  readonly trace_id: string;
  readonly time: string;
  readonly duration_ms: number;
  /** `http.server`, `db`, … */
  readonly op: string | null;
  readonly description: string;
  readonly project: string;
  readonly is_transaction: boolean;
  readonly status: string | null;
}
