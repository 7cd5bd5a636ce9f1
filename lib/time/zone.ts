/**
 * The name of a zone as the time zone database spells it (`Region/City`, or UTC), or null where there is none such. Aliases
 * stay as they are written. Offsets and abbreviations are refused, because Postgres reads them otherwise: it turns the sign
 * of the first round, and `IST` is in Israel for it.
 */
export function zoneFrom(text: string): string | null {
  const zone = remembered.get(text) ?? readZone(text);
  if (zone !== null && remembered.size < mostRemembered) remembered.set(text, zone);
  return zone;
}

/** Every page reads its zone several times, and Intl takes long to tell it. */
const mostRemembered = 1_000;
const remembered = new Map<string, string>();

function readZone(text: string): string | null {
  if (!/^(utc|gmt|[a-z]+(\/[a-z0-9_+-]+)+)$/i.test(text)) return null;
  const resolved = resolvedZone(text);
  if (resolved === null) return null;
  const lower = text.toLowerCase();
  return [...zones(), resolved].find((name) => name.toLowerCase() === lower) ?? text;
}

function resolvedZone(text: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    // The only question that Intl answers by throwing.
    return null;
  }
}

/** Cities whose names changed, while Intl lists their zones under the old ones. */
const renamed: Readonly<Record<string, string>> = {
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

let known: readonly string[] | undefined;

/** Every zone that a picker offers: UTC, then the others by name. */
export function zones(): readonly string[] {
  known ??= ['UTC', ...allZones().filter((name) => name !== 'UTC')];
  return known;
}

function allZones(): readonly string[] {
  return Intl.supportedValuesOf('timeZone')
    .map((name) => renamed[name] ?? name)
    .sort();
}

/** "New York time", "UTC", "UTC+3": what people call the zone. */
export function zoneWords(zone: string): string {
  const fixed = /^Etc\/GMT([+-])(\d{1,2})$/.exec(zone);
  // The database names fixed zones by what must be added to reach Greenwich; people mean the opposite.
  if (fixed) return `UTC${fixed[1] === '+' ? '-' : '+'}${fixed[2]}`;
  if (/^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu|Greenwich)$/.test(zone)) return 'UTC';
  const city = zone.slice(zone.lastIndexOf('/') + 1);
  return `${city.replaceAll('_', ' ')} time`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Seconds to add to UTC to read the clock on the wall of a zone; `seconds` since 1970. */
export function offsetSeconds(seconds: number, zone: string): number {
  if (zone === 'UTC') return 0;
  // `10/3/2026, 14:02:11`, which takes half as long as the same in parts.
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = formatOf(zone)
    .format(seconds * 1000)
    .split(/\D+/, 6)
    .map(Number);
  return utcSeconds({ year, month, day, hour, minute, second }) - seconds;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const existing = formats.get(zone);
  if (existing) return existing;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { ...numeric, timeZone: zone, hourCycle: 'h23', calendar: 'gregory' });
  formats.set(zone, format);
  return format;
}

/** The clock on a wall. */
export interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Seconds since 1970 when a wall in UTC reads this. Parts beyond their range carry over, as in `Date.UTC`. */
export function utcSeconds({ year, month, day, hour, minute, second }: Wall): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

/**
 * Seconds since 1970 when a wall in this zone reads that. A time that occurs twice is the first one; a time that the
 * clock skips is as much later as was skipped, so that a day whose midnight is skipped begins when it begins, and a day
 * that is skipped as a whole (Apia, 30 December 2011) is empty. This is what Temporal calls "compatible".
 */
export function wallSeconds(wall: Wall, zone: string): number {
  const asUtc = utcSeconds(wall);
  const daySeconds = 86_400;
  const before = offsetSeconds(asUtc - daySeconds, zone);
  const after = offsetSeconds(asUtc + daySeconds, zone);
  const candidates = [asUtc - before, asUtc - after].filter((seconds) => offsetSeconds(seconds, zone) === asUtc - seconds);
  return candidates.length > 0 ? Math.min(...candidates) : asUtc - before;
}
