import { toldTime } from '@/lib/log-lines';
import { addMicros, addSeconds, compareInstants, type Instant, microsBetween } from '@/lib/time';
import { type JsonRecord, own, parsedJson } from './json-shape';
import type { UseFlag, UseReadOptions } from './kept-use';

const mostAheadSeconds = 600;
const mostBehindSeconds = 400 * 86_400;

interface When {
  readonly time: Instant;
  readonly flag: UseFlag | null;
}

/**
 * When it happened, by our clock: an event says what the sender's clock showed then, and a delivery what it showed at its end, so that what
 * lies between both is true however wrong that clock is. Old SDKs of browsers say how many milliseconds ago it was.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/utils.py
 */
export function whenItWas(event: JsonRecord, sentAt: Instant | null, options: UseReadOptions): When {
  const { receivedAt } = options;
  const value = own(event, 'timestamp');
  const offset = Number(own(event, 'offset') ?? Number.NaN);
  if (value === undefined || value === null || value === '') {
    if (Number.isSafeInteger(offset) && offset >= 0) return checked(addMicros(receivedAt, -offset * 1_000), options);
    return { time: receivedAt, flag: 'no-timestamp' };
  }
  const told = toldTime(value, 'UTC');
  if (told === null) return { time: receivedAt, flag: 'unreadable-timestamp' };
  const isExact = sentAt === null || own(event, '$ignore_sent_at') === true;
  return checked(isExact ? told : addMicros(receivedAt, microsBetween(sentAt, told)), options);
}

/** Also of times that no calendar of four digits holds. */
function checked(time: Instant | null, { receivedAt, trustsOldTimes = false }: UseReadOptions): When {
  if (time === null) return { time: receivedAt, flag: 'unreadable-timestamp' };
  if (compareInstants(time, addSeconds(receivedAt, mostAheadSeconds) ?? receivedAt) > 0) return { time: receivedAt, flag: 'future' };
  const isAncient = !trustsOldTimes && compareInstants(time, addSeconds(receivedAt, -mostBehindSeconds) ?? receivedAt) < 0;
  return isAncient ? { time: receivedAt, flag: 'ancient' } : { time, flag: null };
}

/** What the sender's clock showed when it sent; null where it does not say. */
export function sentAtIn(value: unknown): Instant | null {
  return toldTime(typeof value === 'string' ? (parsedNumber(value) ?? value) : value, 'UTC');
}

function parsedNumber(text: string): number | null {
  const value = /^\d{9,20}$/.test(text) ? parsedJson(text) : null;
  return typeof value === 'number' ? value : null;
}
