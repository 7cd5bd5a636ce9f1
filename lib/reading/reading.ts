/**
 * What asking a source gave. The set is closed: every verdict but `found` and `none` says why there is no answer,
 * so that "I could not look" never passes for "it did not happen".
 */
export type Verdict = 'found' | 'none' | 'not-sampled' | 'beyond-retention' | 'lagging' | 'unavailable' | 'not-configured' | 'not-recorded';

/** What limits a `found` or `none`: three lines found in a half-expired source are not the whole story. */
export type Caveat =
  | { readonly kind: 'lagging'; readonly watermark: string }
  | { readonly kind: 'not-sampled'; readonly rate: number }
  | { readonly kind: 'beyond-retention'; readonly horizon: string }
  | { readonly kind: 'truncated'; readonly limit: number };

export interface Reading<T> {
  readonly verdict: Verdict;
  /** Absent unless the verdict is `found`. */
  readonly value?: T;
  readonly count: number;
  readonly caveats: readonly Caveat[];
  /** One line for people: why, since when. */
  readonly why?: string;
}
