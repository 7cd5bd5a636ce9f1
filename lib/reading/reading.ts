export type SourceName = 'audit' | 'logs' | 'issues' | 'usage';

/**
 * `found`, `none` (searched, nothing there), `not-sampled`, `beyond-retention` (it would have been dropped), `lagging`, `unavailable`
 * (asked, no answer), `not-configured`, `not-recorded` (this source does not carry this kind of ID).
 */
export type Verdict = 'found' | 'none' | 'not-sampled' | 'beyond-retention' | 'lagging' | 'unavailable' | 'not-configured' | 'not-recorded';

/** What stands beside a verdict: three lines found in a half-expired source are not the whole story. */
export interface Caveat {
  readonly kind: 'lagging' | 'not-sampled' | 'beyond-retention' | 'truncated';
  /** In words, to stand in the middle of a sentence. */
  readonly why: string;
}

export interface Reading {
  readonly source: SourceName;
  readonly verdict: Verdict;
  /** Null where nothing could be counted. */
  readonly count: { readonly value: number; readonly capped: boolean } | null;
  readonly caveats: readonly Caveat[];
  /** In words; null where the verdict says it all. */
  readonly why: string | null;
  /** Since when it gives no answer, or from when on it holds anything. */
  readonly since: string | null;
}
