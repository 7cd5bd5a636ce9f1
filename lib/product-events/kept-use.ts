import type { Instant } from '@/lib/time';

/** A product event, ready to be kept: nothing in it that must not be, nothing that Postgres refuses. */
export interface ReportedUse {
  /** As the SDK made it, up to 200 characters; where it made none, 32 hex digits of what was sent. */
  readonly eventId: string;
  /** Put right by the sender's clock where it says what that shows; of the arrival where it says nothing, or nothing that could be. */
  readonly time: Instant;
  readonly event: string;
  /** The distinct id. */
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  /** As the event claims it: whoever keeps it decides whether that is believed. */
  readonly orgId: string | null;
  /** Of any length. */
  readonly requestId: string | null;
  /** Those that were allowed by their names, and of which one level only. */
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
