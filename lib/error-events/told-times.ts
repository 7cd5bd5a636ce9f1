import { toldTime } from '@/lib/log-lines';
import { addSeconds, compareInstants, type Instant } from '@/lib/time';
import type { EventFlag, EventReadOptions } from './kept-event';

const mostAheadSeconds = 600;
const mostBehindSeconds = 400 * 86_400;

interface When {
  readonly time: Instant;
  /** What was told, where it cannot be. */
  readonly told: string | null;
  readonly flag: EventFlag | null;
}

/** Seconds since 1970 with decimals, or RFC 3339 with or without an offset; without one UTC is meant. */
export function whenIt(value: unknown, { receivedAt, trustsOldTimes = false }: EventReadOptions): When {
  if (value === undefined || value === null || value === '') return { time: receivedAt, told: null, flag: 'no-timestamp' };
  const told = toldTime(value, 'UTC');
  if (told === null) return { time: receivedAt, told: null, flag: 'unreadable-timestamp' };
  if (compareInstants(told, addSeconds(receivedAt, mostAheadSeconds) ?? receivedAt) > 0) return { time: receivedAt, told, flag: 'future' };
  if (!trustsOldTimes && compareInstants(told, addSeconds(receivedAt, -mostBehindSeconds) ?? receivedAt) < 0) {
    return { time: receivedAt, told, flag: 'ancient' };
  }
  return { time: told, told: null, flag: null };
}
