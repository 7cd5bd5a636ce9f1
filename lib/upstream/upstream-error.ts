/**
 * What went wrong: `unreachable` (refused, reset, no such name, a certificate nobody trusts), `late`, `limited` (429), `refused` (another
 * 4xx: our question or our credentials), `failing` (5xx), `redirecting`, `too-large`, `malformed` (not what was asked for), `resting` (it
 * failed so often that it is left alone for a while).
 */
export type UpstreamTrouble =
  | 'unreachable'
  | 'late'
  | 'limited'
  | 'refused'
  | 'failing'
  | 'redirecting'
  | 'too-large'
  | 'malformed'
  | 'resting';

interface Told {
  readonly status?: number;
  /** The beginning of what a refusal says, for the adapter to read. It may hold anything: never for a screen. */
  readonly said?: string;
  readonly retryAfterSeconds?: number;
}

/** A service that gave no answer, or none that can be used. The message stands in the middle of a sentence, without a word of theirs. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  constructor(
    readonly trouble: UpstreamTrouble,
    message: string,
    readonly told: Told = {},
  ) {
    super(message);
  }
}
