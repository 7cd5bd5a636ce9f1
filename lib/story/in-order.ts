import { compareInstants } from '@/lib/time';
import type { Moment } from './moment';

/**
 * One order over all sources: by time; at the same microsecond lines before actions, since a service logs what it does and then records
 * that it was done; within a source as the source has them.
 */
export function inOrder(moments: readonly Moment[]): readonly Moment[] {
  return moments.toSorted(
    (a, b) => compareInstants(a.time, b.time) || Number(a.source === 'audit') - Number(b.source === 'audit') || a.place - b.place,
  );
}
