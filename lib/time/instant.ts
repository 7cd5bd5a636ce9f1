import { utcSeconds } from './zone';

/**
 * A point in time as text: RFC 3339, in UTC, always six decimals. Never a `Date`, which would lose the microseconds:
 *
 *     2026-10-03T18:02:11.204113Z
 */
export type Instant = string;

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d)?)$/i;

/** From RFC 3339 or what Postgres prints. Null where there is no such point, or none that four digits of year can name. */
export function instantFrom(text: string): Instant | null {
  const [, year, month, day, hour, minute, second, fraction = '', offset = ''] = rfc3339.exec(text) ?? [];
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  const shift = offsetFrom(offset);
  if (!isOnCalendar(wall) || shift === null) return null;
  // As we print them ourselves, and a page reads hundreds.
  if (text.length === canonicalLength && text[10] === 'T' && text.endsWith('Z')) return text;
  const instant = instantAt(utcSeconds(wall) - shift, Number(fraction.padEnd(6, '0')));
  return instant.length === canonicalLength ? instant : null;
}

/** A `timestamptz` as Postgres prints it, as an {@link Instant}; as it stands where four digits of year cannot name it. */
export function printedInstant(text: string): string {
  if (text[4] !== '-' || !text.endsWith('+00')) return instantFrom(text) ?? text;
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(6, '0')}Z`;
}

const canonicalLength = '2026-10-03T18:02:11.204113Z'.length;

/** Seconds east of Greenwich, from `Z`, `+05:45`, `-0330` or `+00`. */
export function offsetFrom(text: string): number | null {
  if (/^z$/i.test(text)) return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 15 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/** Whether there is such a day, and such a time in it. Years before 1000 are left to Postgres. */
export function isOnCalendar(wall: { year: number; month: number; day: number; hour: number; minute: number; second: number }): boolean {
  const { year, month, day, hour, minute, second } = wall;
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return false;
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function instantAt(seconds: number, micros: number): Instant {
  const carried = seconds + Math.floor(micros / 1_000_000);
  const rest = micros - Math.floor(micros / 1_000_000) * 1_000_000;
  const text = new Date(carried * 1000).toISOString();
  return `${text.slice(0, text.indexOf('.'))}.${String(rest).padStart(6, '0')}Z`;
}

/** Seconds since 1970 and the microseconds beyond them. */
export function partsOf(instant: Instant): { readonly seconds: number; readonly micros: number } {
  const point = instant.indexOf('.');
  return { seconds: Date.parse(`${instant.slice(0, point)}Z`) / 1000, micros: Number(instant.slice(point + 1, -1).padEnd(6, '0')) };
}

/** Which comes first, for sorting: of instants, and of what Postgres prints for times that are none. What is no time stands after all. */
export function compareInstants(a: string, b: string): number {
  if (isCanonical(a) && isCanonical(b)) return compareTexts(a, b);
  const [left, right] = [sortKey(a), sortKey(b)];
  if (left.year !== right.year) return left.year < right.year ? -1 : 1;
  return compareTexts(left.rest, right.rest);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isCanonical(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text);
}

function sortKey(text: string): { readonly year: number; readonly rest: string } {
  if (text === '-infinity') return { year: Number.NEGATIVE_INFINITY, rest: '' };
  if (text === 'infinity') return { year: Number.POSITIVE_INFINITY, rest: '' };
  const [, year, rest = '', isBefore] = /^(\d+)-([^B]*)(BC)?$/.exec(instantFrom(text) ?? text) ?? [];
  if (year === undefined) return { year: Number.POSITIVE_INFINITY, rest: text };
  return { year: isBefore ? 1 - Number(year) : Number(year), rest };
}

/** Microseconds from `a` to `b`; exact as long as they lie within 285 years of each other. */
export function microsBetween(a: Instant, b: Instant): number {
  const [from, to] = [partsOf(a), partsOf(b)];
  return (to.seconds - from.seconds) * 1_000_000 + to.micros - from.micros;
}

/** So many microseconds later, or earlier. Null where no {@link Instant} is. */
export function addMicros(instant: Instant, by: number): Instant | null {
  const { seconds, micros } = partsOf(instant);
  return instantFrom(instantAt(seconds, micros + by));
}

/** So many seconds later, or earlier. Null where no {@link Instant} is. */
export function addSeconds(instant: Instant, seconds: number): Instant | null {
  const { seconds: start, micros } = partsOf(instant);
  return instantFrom(instantAt(start + seconds, micros));
}
