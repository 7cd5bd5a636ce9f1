import { recordAction } from '@/lib/audit';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { dropRows } from './drop-rows';
import { rememberSample } from './state';

/**
 * Removes every row of the sample, for good, and records that it was done and by whom.
 *
 * @returns how many rows were removed
 * @throws {AppError} `not-permitted`
 */
export async function removeSample(viewer: Viewer, now: Instant): Promise<number> {
  assertMay(viewer, 'settings:manage');
  // Remembered first: after a fault between the two, a second try finishes what this one began.
  await rememberSample('removed');
  const removed = await dropRows();
  await recordAction(viewer, { action: 'sample.remove', feature: 'settings', surface: 'sample', metadata: JSON.stringify({ rows: removed }) }, now);
  return removed;
}
