import type { RedactionRule } from '@/lib/redaction';
import type { Instant } from '@/lib/time';

/** What errors and transactions have in common: nothing in them that must not be kept, nothing that Postgres refuses. */
export interface Reported {
  /** 32 hex digits: as the SDK made it, or from what was sent where it made none. */
  readonly eventId: string;
  /** Of what was sent, 32 hex digits: the same again is a repetition, whatever its id. */
  readonly digest: string;
  /** What the SDK says; of the arrival where it says nothing, or nothing that could be. */
  readonly time: Instant;
  /** A route, a job, a screen. */
  readonly transaction: string | null;
  /** Of any length. */
  readonly requestId: string | null;
  /** 32 hex digits in small letters. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly sessionId: string | null;
  readonly replayId: string | null;
  readonly userId: string | null;
  /** As the event claims it: whoever keeps it decides whether that is believed. */
  readonly orgId: string | null;
  readonly release: string | null;
  readonly environment: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  readonly flags: readonly EventFlag[];
}

export interface ReportedError extends Reported {
  readonly kind: 'error';
  /** Of the exception that was thrown last. */
  readonly type: string | null;
  /** Empty where there is none. */
  readonly message: string;
  readonly culprit: string | null;
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly platform: string | null;
  readonly isHandled: boolean | null;
  /** What makes errors one issue, 32 hex digits. */
  readonly fingerprint: string;
  /** The one thrown last first, and in each the place where it was thrown first. */
  readonly exceptions: readonly ReportedException[];
  readonly tags: Readonly<Record<string, string>>;
  readonly requestMethod: string | null;
  /** Without host and query. */
  readonly requestPath: string | null;
  /** `sentry.javascript.node 11.12.0` */
  readonly sdk: string | null;
}

export interface ReportedTransaction extends Reported {
  readonly kind: 'transaction';
  readonly name: string;
  readonly op: string | null;
  readonly status: string | null;
  readonly durationMs: number;
  readonly parentSpanId: string | null;
  /** Which part of all traces is sent, above 0 and up to 1, where the SDK says so. */
  readonly sampleRate: number | null;
}

export interface ReportedException {
  readonly type: string | null;
  readonly value: string | null;
  readonly frames: readonly ReportedFrame[];
}

export interface ReportedFrame {
  readonly function: string | null;
  readonly module: string | null;
  readonly filename: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly in_app: boolean;
  readonly context: string | null;
}

/** What had to be changed, and what is odd. `future` and `ancient`: the time that was told is the tag `told_time`. */
export type EventFlag =
  | 'no-timestamp'
  | 'unreadable-timestamp'
  | 'future'
  | 'ancient'
  | 'no-event-id'
  | 'redacted'
  | 'truncated'
  | 'nul-replaced'
  | 'surrogate-replaced';

/** What was left out of an event as a whole, or taken out of a text. */
export type ScrubRule =
  | RedactionRule
  | 'headers'
  | 'cookies'
  | 'body'
  | 'query'
  | 'environment'
  | 'locals'
  | 'breadcrumbs'
  | 'user-details'
  | 'attachment';

export interface EventReadOptions {
  readonly receivedAt: Instant;
  /** Files hold what happened long ago; a delivery that says so is more likely wrong. */
  readonly trustsOldTimes?: boolean;
}

export type RejectionReason = 'not-json' | 'not-an-object' | 'too-long' | 'too-deep' | 'empty' | 'too-many';

/** Things that are no error, and that nobody here looks at. */
export interface EventsRead {
  readonly events: readonly { readonly position: number; readonly event: ReportedError | ReportedTransaction }[];
  readonly rejected: readonly { readonly position: number; readonly reason: RejectionReason }[];
  /** Items of an envelope that are neither, by their type. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly scrubbed: Readonly<Partial<Record<ScrubRule, number>>>;
}
