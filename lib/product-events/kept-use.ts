import type { RedactionRule } from '@/lib/redaction';
import type { Instant } from '@/lib/time';

/** A product event, ready to be kept: nothing in it that must not be, nothing that Postgres refuses. */
export interface ReportedUse {
  /** As the SDK made it, up to 200 characters; where it made none, 32 hex digits of what was sent. */
  readonly eventId: string;
  /** Put right by the sender's clock where it says what that shows; of the arrival where it says nothing, or nothing that could be. */
  readonly time: Instant;
  readonly event: string;
  /** The distinct id. One that is an e-mail address, or holds a secret, is a pseudonym. */
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  /** As the event claims it: whoever keeps it decides whether that is believed. */
  readonly orgId: string | null;
  /** Of any length. */
  readonly requestId: string | null;
  /** Those that were allowed by their names. */
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  readonly flags: readonly UseFlag[];
}

/** What had to be changed, and what is odd. `bot`: by a crawler, and no use at all. */
export type UseFlag =
  | 'bot'
  | 'no-timestamp'
  | 'unreadable-timestamp'
  | 'future'
  | 'ancient'
  | 'redacted'
  | 'truncated'
  | 'nul-replaced'
  | 'surrogate-replaced';

/** What was left out of an event as a whole, or taken out of a text. */
export type ScrubRule = RedactionRule | 'properties';

export interface UseReadOptions {
  readonly receivedAt: Instant;
  /** Properties that are kept besides those that every event has. */
  readonly allowed: readonly string[];
  /** What stands for a person whose id says too much: the same for the same id, and nothing else of it. */
  readonly pseudonymOf: (id: string) => string;
  /** Files hold what happened long ago; a delivery that says so is more likely wrong. */
  readonly trustsOldTimes?: boolean;
  /** Who sent it, as the header says; what an event says itself comes first. */
  readonly userAgent?: string | null;
}

export type RejectionReason = 'not-json' | 'not-an-object' | 'no-event' | 'too-long' | 'too-deep';

export interface UsesRead {
  readonly uses: readonly { readonly position: number; readonly use: ReportedUse }[];
  readonly rejected: readonly { readonly position: number; readonly reason: RejectionReason }[];
  /** Events that tell of nothing that anybody did, by their names. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly scrubbed: Readonly<Partial<Record<ScrubRule, number>>>;
}
