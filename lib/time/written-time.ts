import { type Instant, instantAt, isOnCalendar, offsetFrom } from './instant';
import { utcSeconds, type Wall, wallSeconds, zoneFrom } from './zone';

/**
 * A time as people and programs write it, as much of it as they care for:
 *
 *     2026   2026-10   2026-10-03   2026-10-03T14   2026-10-03 14:02   2026-10-03T14:02:11.204113
 *     2026-10-03T14:02Z   2026-11-22T00:00:00+05:45
 *     2026-11-01T01:30:00[America/New_York]   2026-11-01T01:30:00 America/New_York   2026-10-03 Asia/Tokyo
 *
 * It names all of the unit that is written last: 14:02 is a whole minute, 2026-10 a whole month.
 */
export interface WrittenTime {
  readonly wall: Wall;
  readonly micros: number;
  readonly unit: TimeUnit;
  /** As written; absent where the reader's zone is meant. Seconds east of Greenwich, or a name. */
  readonly zone?: number | string;
}

export type TimeUnit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | Fraction;

/** How many decimals are written. */
export type Fraction = 1 | 2 | 3 | 4 | 5 | 6;

const form =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?)?(Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?)?)?(?:\[([^\]]+)\]| ([a-z].*))?$/i;

/**
 * Null where this is no time, or a day or hour that no calendar or clock has, or a zone that nobody knows. Years run from 1000
 * to 9998, whose end four digits can still write, so that instants sort as text.
 */
export function readTime(text: string): WrittenTime | null {
  const match = form.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, offset, bracketed, spaced] = match;
  const wall = {
    year: Number(year),
    month: Number(month ?? 1),
    day: Number(day ?? 1),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
  };
  const zone = zoneIn(offset, bracketed ?? spaced);
  if (!isOnCalendar(wall) || wall.year > 9998 || zone === null) return null;
  const unit = fraction ? (fraction.length as Fraction) : unitOf([year, month, day, hour, minute, second]);
  return { wall, micros: Number((fraction ?? '').padEnd(6, '0')), unit, ...(zone === undefined ? {} : { zone }) };
}

/** With both an offset and a name the offset decides: it is the exact one. */
function zoneIn(offset: string | undefined, name: string | undefined): number | string | undefined | null {
  const named = name === undefined ? undefined : zoneFrom(name);
  if (named === null) return null;
  return offset === undefined ? named : offsetFrom(offset);
}

const units = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

function unitOf(written: readonly (string | undefined)[]): TimeUnit {
  return units[written.filter((part) => part !== undefined).length - 1] ?? 'year';
}

/** A stretch of time: `from` belongs to it, `to` does not. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The stretch that a written time names. Years, months and days follow the calendar of the zone, whatever its clocks do
 * meanwhile; hours and what is smaller have their fixed length.
 */
export function spanOf(time: WrittenTime, readerZone: string): Span {
  const zone = time.zone ?? readerZone;
  const seconds = secondsAt(time.wall, zone);
  const from = instantAt(seconds, time.micros);
  switch (time.unit) {
    case 'year':
      return { from, to: instantAt(secondsAt({ ...time.wall, year: time.wall.year + 1 }, zone), 0) };
    case 'month':
      return { from, to: instantAt(secondsAt({ ...time.wall, month: time.wall.month + 1 }, zone), 0) };
    case 'day':
      return { from, to: instantAt(secondsAt({ ...time.wall, day: time.wall.day + 1 }, zone), 0) };
    case 'hour':
      return { from, to: instantAt(seconds + 3600, 0) };
    case 'minute':
      return { from, to: instantAt(seconds + 60, 0) };
    case 'second':
      return { from, to: instantAt(seconds + 1, 0) };
    default:
      return { from, to: instantAt(seconds, time.micros + 10 ** (6 - time.unit)) };
  }
}

function secondsAt(wall: Wall, zone: number | string): number {
  return typeof zone === 'string' ? wallSeconds(wall, zone) : utcSeconds(wall) - zone;
}
