import type { Viewer } from '@/lib/viewer';
import { postgresUsage } from './postgres-usage';
import type { UsageStore } from './usage-store';

export const listFeatures: UsageStore['features'] = async (viewer, options) => storeOf(viewer).features(viewer, options);
export const getFeature: UsageStore['feature'] = async (viewer, feature, question) => storeOf(viewer).feature(viewer, feature, question);
export const listSurfaces: UsageStore['surfaces'] = async (viewer, options) => storeOf(viewer).surfaces(viewer, options);
export const countFunnel: UsageStore['funnel'] = async (viewer, feature, options) => storeOf(viewer).funnel(viewer, feature, options);
export const usesOfId: UsageStore['ofId'] = async (viewer, id, options) => storeOf(viewer).ofId(viewer, id, options);
export const carriedTags: UsageStore['carried'] = async (viewer) => storeOf(viewer).carried(viewer);

/** The sample is in our own tables wherever real use is. */
function storeOf(_viewer: Viewer): UsageStore {
  return postgresUsage;
}
