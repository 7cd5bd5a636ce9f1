import type { UsageFilter } from '@/lib/address';
import type { Caveat } from '@/lib/reading';
import type { Viewer } from '@/lib/viewer';
import type { FeatureDetail, FeatureReplay, FeatureUsePage, ProductEvent, SessionReplay, SurfaceUse } from './feature-use';

export const usageSorts = ['events', 'users', 'last_used'] as const;
export type UsageSort = (typeof usageSorts)[number];

export interface UsageQuestion {
  readonly filter: UsageFilter;
  /** The zone in which days are meant. */
  readonly zone: string;
  /** Calendar days of the zone, both included: `2026-10-01`, `2026-10-31`. At most 400 days. */
  readonly from: string;
  readonly to: string;
}

export interface FeatureListOptions extends UsageQuestion {
  readonly sort?: UsageSort;
  /** 1 to 1,000. */
  readonly limit?: number;
  readonly after?: string | null;
}

export interface ProductEventsOfId {
  /** In the order of their time. */
  readonly events: readonly ProductEvent[];
  /** Of their sessions, as far as the store has any. */
  readonly replays: readonly SessionReplay[];
  readonly caveats: readonly Caveat[];
}

/**
 * Where product events are looked up. All throw {@link AppError}: `not-permitted`; `malformed` for a cursor that is none of ours and for
 * keys that the store cannot ask by; `unavailable` where the store gives no answer.
 */
export interface UsageStore {
  features(viewer: Viewer, options: FeatureListOptions): Promise<FeatureUsePage>;
  /** Null: never heard of, and not for this viewer, are the same answer. */
  feature(viewer: Viewer, feature: string, question: UsageQuestion): Promise<FeatureDetail | null>;
  surfaces(viewer: Viewer, options: UsageQuestion & { readonly limit?: number }): Promise<readonly SurfaceUse[]>;
  /** Of those who did the first event with the feature, how many did the second afterwards, within so many days. */
  funnel(
    viewer: Viewer,
    feature: string,
    options: UsageQuestion & { readonly steps: readonly [string, string]; readonly withinDays: number },
  ): Promise<{ readonly first: number; readonly second: number }>;
  /** Recordings of sessions in which a feature was used, the newest first, up to 20. Absent where a store has none. */
  replays?(viewer: Viewer, feature: string, days: Omit<UsageQuestion, 'filter'>): Promise<readonly FeatureReplay[]>;
  /** Events that carry an ID as their request or session, up to `limit`. IDs ignore every range of time. */
  ofId(viewer: Viewer, id: string, options: { readonly limit: number }): Promise<ProductEventsOfId>;
  /** Of the newest thousand events: how many there are, and how many name a user, a request, a feature. Null where there are none. */
  carried(
    viewer: Viewer,
  ): Promise<{ readonly events: number; readonly users: number; readonly requests: number; readonly features: number } | null>;
}
