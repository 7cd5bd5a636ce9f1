import type { Viewer } from '@/lib/viewer';
import type { FeatureReplay } from './feature-use';
import { hasRealUse as hasKeptUse } from './has-real-use';
import { postgresUsage } from './postgres-usage';
import { remoteUsageStore } from './remote-usage';
import type { UsageQuestion, UsageStore } from './usage-store';

export const listFeatures: UsageStore['features'] = async (viewer, options) => storeOf(viewer).features(viewer, options);
export const getFeature: UsageStore['feature'] = async (viewer, feature, question) => storeOf(viewer).feature(viewer, feature, question);
export const listSurfaces: UsageStore['surfaces'] = async (viewer, options) => storeOf(viewer).surfaces(viewer, options);
export const countFunnel: UsageStore['funnel'] = async (viewer, feature, options) => storeOf(viewer).funnel(viewer, feature, options);
export const usesOfId: UsageStore['ofId'] = async (viewer, id, options) => storeOf(viewer).ofId(viewer, id, options);
export const carriedTags: UsageStore['carried'] = async (viewer) => storeOf(viewer).carried(viewer);

/** Null where the store has no recordings at all. @throws {AppError} as {@link UsageStore} says */
export async function listFeatureReplays(
  viewer: Viewer,
  feature: string,
  days: Omit<UsageQuestion, 'filter'>,
): Promise<readonly FeatureReplay[] | null> {
  return (await storeOf(viewer).replays?.(viewer, feature, days)) ?? null;
}

/** Whether there is a store that real use is looked for in. */
export async function hasRealUse(): Promise<boolean> {
  return remoteUsageStore() !== null || hasKeptUse();
}

/** The sample is in our own tables wherever real use is. */
function storeOf({ sees }: Viewer): UsageStore {
  return (sees === 'sample' ? null : remoteUsageStore()) ?? postgresUsage;
}
