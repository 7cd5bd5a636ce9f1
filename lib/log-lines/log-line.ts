import type { RedactionRule } from '@/lib/redaction';
import type { Instant } from '@/lib/time';

/** A line, ready to be kept: nothing in it that must not be, nothing that Postgres refuses. */
export interface LogLine {
  /** What the logger says; of the arrival where it says nothing, or nothing that could be. */
  readonly time: Instant;
  readonly service: string | null;
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | null;
  /** Empty where there is none. */
  readonly message: string;
  readonly requestId: string | null;
  /** 32 hex digits in small letters where it is a W3C trace id, else as it came. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly userId: string | null;
  readonly orgId: string | null;
  readonly sessionId: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  readonly method: string | null;
  readonly route: string | null;
  /** Of HTTP. */
  readonly status: number | null;
  readonly durationMs: number | null;
  /** The text of a JSON object: what has no field of its own, nested as it came. */
  readonly attributes: string;
  /** As it came but for what was redacted, {@link mostRawCharacters} at most. */
  readonly raw: string;
  readonly flags: readonly LineFlag[];
}

/** What had to be changed, and what is odd. `future` and `ancient`: the time that was told stands in `attributes.told_time`. */
export type LineFlag =
  | 'no-timestamp'
  | 'unreadable-timestamp'
  | 'future'
  | 'ancient'
  | 'redacted'
  | 'cut'
  | 'not-json'
  | 'nul-replaced'
  | 'surrogate-replaced';

export interface ReadLine {
  /** Which record of the delivery it was, from 0. */
  readonly position: number;
  readonly line: LogLine;
}

export type RejectionReason = 'not-json' | 'not-an-object' | 'too-long' | 'too-deep';

export interface Rejection {
  readonly position: number;
  readonly reason: RejectionReason;
}

export interface ReadLines {
  readonly lines: readonly ReadLine[];
  readonly rejected: readonly Rejection[];
  /** How often each rule took something out. */
  readonly redactions: Readonly<Partial<Record<RedactionRule, number>>>;
}

export interface ReadOptions {
  readonly receivedAt: Instant;
  /** Of times that name none; UTC where nothing is said. */
  readonly zone?: string;
  /** Of lines that name none. */
  readonly service?: string | undefined;
  /** Takes e-mail addresses out too. */
  readonly redactsEmails?: boolean;
  /** Files hold what happened long ago; a delivery that says so is more likely wrong. */
  readonly trustsOldTimes?: boolean;
  /** Text that is no JSON is a message, instead of no line. */
  readonly takesPlainText?: boolean;
}

/** The longest line that is read, in characters. */
export const mostLineCharacters = 262_144;

/** What is kept of a line as it came. */
export const mostRawCharacters = 8_192;
