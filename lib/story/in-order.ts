import { compareInstants } from '@/lib/time';
import type { Moment } from './moment';

/**
 * One order over all sources: by time; at the same microsecond lines before errors and errors before actions, since a service logs what it
 * does, reports what broke, and then records that it was done; within a source as the source has them.
 */
export function inOrder(moments: readonly Moment[]): readonly Moment[] {
  return moments.toSorted((a, b) => compareInstants(a.time, b.time) || ranks[a.source] - ranks[b.source] || a.place - b.place);
}

const ranks: Readonly<Record<Moment['source'], number>> = { logs: 0, issues: 1, audit: 2 };
