import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import type { ActionInput, RecordResult } from './action';
import { type ReadAction, readActions } from './read-actions';
import { recordActions } from './record-actions';

/**
 * Records what a producer sent and answers for every row, in the order of the rows.
 *
 * @throws {AppError} as {@link readActions} and {@link recordActions}
 */
export async function recordDelivery(
  viewer: Viewer,
  body: string,
  { isLines, now }: { isLines: boolean; now: Instant },
): Promise<readonly RecordResult[]> {
  const read = readActions(body, { isLines });
  const recorded = (await recordActions(viewer, read.filter(isAction), { now, purpose: 'deliveries' })).values();
  return read.map((row) => (isAction(row) ? resultOf(recorded.next()) : { ...row, ref: null, result: 'rejected' }));
}

function isAction(row: ReadAction): row is ActionInput {
  return !('reason' in row);
}

function resultOf({ value }: IteratorResult<RecordResult, unknown>): RecordResult {
  if (value === undefined) throw new Error('An action was recorded without an answer.');
  return value as RecordResult;
}
