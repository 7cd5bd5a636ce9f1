import { type Instant, instantAt, instantFrom, partsOf } from './instant';
import { offsetSeconds, zoneWords } from './zone';

/** What the clock and the calendar on a wall in some zone show at an instant. */
export interface LocalTime {
  /** `2026-10-03` */
  readonly day: string;
  /** `14:02:11.204113` */
  readonly time: string;
  /** `-04:00` */
  readonly offset: string;
}

/** Null for what is no {@link Instant}: `infinity`, BC, years beyond 9999. */
export function localTime(text: string, zone: string): LocalTime | null {
  return placed(text, zone)?.local ?? null;
}

interface Placed {
  readonly instant: Instant;
  readonly local: LocalTime;
}

/** A page says each of its times in several ways, and placing one takes some microseconds. */
const places = new Map<string, Placed | null>();
const mostPlaces = 500;

function placed(text: string, zone: string): Placed | null {
  const key = `${zone} ${text}`;
  const known = places.get(key);
  if (known !== undefined) return known;
  const instant = instantFrom(text);
  const found = instant === null ? null : { instant, local: localOf(instant, zone) };
  if (places.size >= mostPlaces) places.clear();
  places.set(key, found);
  return found;
}

function localOf(instant: Instant, zone: string): LocalTime {
  const { seconds, micros } = partsOf(instant);
  const offset = offsetSeconds(seconds, zone);
  const [day = '', time = ''] = instantAt(seconds + offset, micros)
    .slice(0, -1)
    .split('T');
  return { day, time, offset: offsetText(offset) };
}

function offsetText(seconds: number): string {
  const minutes = Math.abs(seconds) / 60;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  // Before clocks were agreed upon, offsets had seconds.
  const rest = Math.abs(seconds) % 60 === 0 ? '' : `:${two(Math.abs(seconds) % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}${rest}`;
}

/** `2026-10-03 14:02:11.204`, for tables. What cannot be placed on a calendar stays the text that it is. */
export function formatTime(text: string, zone: string): string {
  const local = localTime(text, zone);
  return local ? `${local.day} ${local.time.slice(0, 12)}` : text;
}

/** `2026-10-03 14:02:11.204113-04:00 (New York time), 2026-10-03T18:02:11.204113Z`: nothing rounded, for hovering and copying. */
export function formatTimeInFull(text: string, zone: string): string {
  const found = placed(text, zone);
  if (!found) return text;
  const { local, instant } = found;
  return `${local.day} ${local.time}${local.offset} (${zoneWords(zone)}), ${instant}`;
}

/** The calendar day on which an instant falls, `2026-10-03`. */
export function dayOf(instant: Instant, zone: string): string | null {
  return localTime(instant, zone)?.day ?? null;
}

/** The day so many days after (or before) a day. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
