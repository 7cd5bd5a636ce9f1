import type { CostPart } from '@/lib/address';
import type { Reading } from '@/lib/reading';
import type { FeatureUse, FeatureUsePage } from '@/lib/usage';

/** What people said of a feature, and why. */
export interface FeatureMark {
  readonly feature: string;
  /** `vital`: seldom used and still needed; `enabled`: switched on, so that no use is no use; `retired`: being taken away. */
  readonly kind: 'vital' | 'enabled' | 'retired';
  readonly reason: string;
  readonly marked_by: string;
  readonly marked_at: string;
}

/** What a source tells of the costs of features. Where it tells nothing its reading says why, and its costs are unknown, not zero. */
export interface CostReading {
  readonly part: CostPart;
  readonly reading: Pick<Reading, 'verdict' | 'caveats' | 'why'>;
  /** By feature. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether a feature without a count has none: of code only what was counted is known. */
  readonly isWhole: boolean;
}

/** All that a ledger is made of. */
export interface Evidence {
  /** Calendar days of the zone, both included. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  /** Null stands for events that carry no feature. */
  readonly uses: readonly FeatureUse[];
  readonly coverage: FeatureUsePage['coverage'];
  /** Until when events are counted. */
  readonly asOf: string;
  readonly costs: readonly CostReading[];
  readonly marks: readonly FeatureMark[];
}
