import { funnel } from './funnel';
import { getFeature } from './get-feature';
import { listFeatures } from './list-features';
import { listSurfaces } from './list-surfaces';
import type { UsageStore } from './usage-store';
import { carriedTags, usesOfId } from './uses-of-id';

/** Product events in our own tables. */
export const postgresUsage: UsageStore = {
  features: listFeatures,
  feature: getFeature,
  surfaces: listSurfaces,
  funnel,
  ofId: usesOfId,
  carried: carriedTags,
};
