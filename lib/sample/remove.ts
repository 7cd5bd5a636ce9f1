import { recordAction } from '@/lib/audit';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { dropRows } from './drop-rows';
import { rememberSample } from './state';

/**
 * Removes every row of the sample, for good. It is recorded first, so that it cannot happen unrecorded; it is remembered
 * before the rows go, so that after a fault between the two nothing brings them back and a second try finishes it.
 *
 * @returns how many rows were removed
 * @throws {AppError} `not-permitted`
 */
export async function removeSample(viewer: Viewer, now: Instant): Promise<number> {
  assertMay(viewer, 'settings:manage');
  await recordAction(viewer, { action: 'sample.remove', feature: 'sample', surface: 'sample/remove', outcome: 'success' }, { now });
  await rememberSample('removed');
  return dropRows();
}
