import { type Instant, instantFrom, readTime, spanOf } from '@/lib/time';

/**
 * The time that a logger wrote, to the microsecond, or null: RFC 3339 and what is close to it, with or without an offset (`zone` is
 * meant where there is none), and numbers since 1970 in seconds, milliseconds, microseconds or nanoseconds, told apart by their size.
 */
export function toldTime(value: unknown, zone: string): Instant | null {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? sinceEpoch(value) : null;
  if (typeof value !== 'string' || value.length > 60) return null;
  const text = value.trim();
  if (/^\d{9,20}$/.test(text)) return nanosSinceEpoch(BigInt(text));
  if (/^\d{9,11}\.\d+$/.test(text)) return sinceEpoch(Number(text));
  // Decimals beyond the microsecond are cut, as Postgres would round them into another order.
  const written = text.replace(/[.,](\d{6})\d+/, '.$1').replace(/,(\d{1,6})/, '.$1');
  const exact = instantFrom(written);
  if (exact) return exact;
  const read = /^\d{4}-\d\d-\d\d/.test(written) ? readTime(written) : null;
  return read && spanOf(read, zone).from;
}

const firstMilliseconds = 100_000_000_000;
const firstMicroseconds = firstMilliseconds * 1_000;
const firstNanoseconds = firstMicroseconds * 1_000;

/** A number of seconds has no more than microseconds in a double. */
function sinceEpoch(value: number): Instant | null {
  // What nearly all loggers write.
  if (Number.isInteger(value) && value >= firstMilliseconds && value < firstMicroseconds) {
    return `${new Date(value).toISOString().slice(0, -1)}000Z`;
  }
  if (value < firstMilliseconds) return instantAt(BigInt(Math.round(value * 1_000_000)));
  return nanosSinceEpoch(BigInt(Math.round(value)), value % 1);
}

function nanosSinceEpoch(value: bigint, fraction = 0): Instant | null {
  if (value < firstMilliseconds) return instantAt(value * 1_000_000n);
  if (value < firstMicroseconds) return instantAt(value * 1_000n + BigInt(Math.round(fraction * 1_000)));
  return instantAt(value < firstNanoseconds ? value : value / 1_000n);
}

function instantAt(micros: bigint): Instant | null {
  const seconds = Number(micros / 1_000_000n) * 1_000;
  if (!(seconds >= 0 && seconds < 253_402_300_800_000)) return null;
  return `${new Date(seconds).toISOString().slice(0, 19)}.${String(micros % 1_000_000n).padStart(6, '0')}Z`;
}
