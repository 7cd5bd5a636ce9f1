import 'server-only';

/**
 * What people do with features: product events as SDKs report them, and how many people they were. Knows our own tables, how a filter
 * becomes SQL and what is counted, and a PostHog in their place; knows nothing of how SDKs write, nor of what a feature is worth. Every read takes the viewer and puts
 * its organisations and its world into the statement. `docs/sending-usage.md` says what counts as use.
 */
export { appendUses, type RefusedUse, type UsePlace, type UsesAppended } from './append-uses';
export { carriedTags, countFunnel, getFeature, hasRealUse, listFeatureReplays, listFeatures, listSurfaces, usesOfId } from './ask-store';
export type { FeatureDetail, FeatureReplay, FeatureUse, FeatureUsePage, ProductEvent, SessionReplay, SurfaceUse } from './feature-use';
export { keepUse } from './keep-use';
export { type SyncReport, syncUsage } from './posthog-sync';
export { forgetCounts } from './ready-counts';
export { type RemoteUsage, remoteUsage } from './remote-usage';
export { replayAt } from './replay-at';
export { type SyncStart, syncNow } from './sync-now';
export { mostUseBytes, takeUses, type UseReceipt, useReadOptions } from './take-uses';
export type {
  FeatureListOptions,
  ProductEventsOfId,
  UsageQuestion,
  UsageSort,
  UsageStore,
} from './usage-store';
