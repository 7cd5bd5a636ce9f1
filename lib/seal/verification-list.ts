import { database } from '@/lib/database';
import { assertMay, type Viewer } from '@/lib/viewer';
import { type ListedFinding, readFindings, readRuns, type Verification } from './verifications';

export type { ListedFinding, Verification };

/** The newest first. With `id` that one alone, or none. */
export async function listVerifications(viewer: Viewer, { limit, id }: { limit: number; id?: string }): Promise<readonly Verification[]> {
  assertMay(viewer, 'evidence:read');
  if (id !== undefined && !/^\d{1,18}$/.test(id)) return [];
  return readRuns(database('screens').$client, { limit, ...(id === undefined ? {} : { id }) });
}

/** What a run has found, in its order. Which rows is told to those who see every organisation. */
export async function listFindings(viewer: Viewer, { id, limit }: { id: string; limit: number }): Promise<readonly ListedFinding[]> {
  assertMay(viewer, 'evidence:read');
  if (!/^\d{1,18}$/.test(id)) return [];
  return readFindings(database('screens').$client, viewer, { id, limit });
}
