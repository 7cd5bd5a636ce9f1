const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-10-03 14:02:11.204`. The fraction is cut, not rounded, from the text: a Date would lose the microseconds. */
export function clockIn(time: string, zone: string, digits: 0 | 3 | 6): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const parts = Object.fromEntries(
    formatIn(zone)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
  const fraction = /\.(\d+)/.exec(time)?.[1]?.padEnd(6, '0').slice(0, digits);
  const clock = `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second}`;
  return fraction ? `${clock}.${fraction}` : clock;
}

/** `3 min ago`; null when one of the two is no time. */
export function relativeTo(time: string, now: string): string | null {
  const seconds = (Date.parse(time) - Date.parse(now)) / 1000;
  if (Number.isNaN(seconds)) return null;
  const unit = units.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return words.format(Math.round(seconds / unit[1]), unit[0]);
}

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

const units = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}
