import { compareInstants } from '@/lib/time';
import type { Moment } from './moment';

/**
 * One order over all sources: by time; at the same microsecond product events before lines, these before errors, and errors before actions, since
 * somebody does something, and then a service logs what it does, reports what broke, and records that it was done; within a source as the source has them.
 */
export function inOrder(moments: readonly Moment[]): readonly Moment[] {
  return moments.toSorted((a, b) => compareInstants(a.time, b.time) || ranks[a.source] - ranks[b.source] || a.place - b.place);
}

const ranks: Readonly<Record<Moment['source'], number>> = { usage: 0, logs: 1, issues: 2, audit: 3 };
