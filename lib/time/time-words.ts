import { addDays } from './format-time';
import { readTime, type WrittenTime } from './written-time';
import { zoneWords } from './zone';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** "in 2026", "in October 2026", "on 3 October 2026", "at 14:02 on 3 October 2026": a written time in a sentence. */
export function timeWords(text: string): string {
  const time = readTime(text);
  if (!time) return `at ${text}`;
  const preposition = time.unit === 'year' || time.unit === 'month' ? 'in' : time.unit === 'day' ? 'on' : 'at';
  return `${preposition} ${nounWords(time)}`;
}

/** "October 2026", "3 October 2026", "14:02 on 3 October 2026 (UTC+05:45)": without its preposition. */
export function timeNoun(text: string): string {
  const time = readTime(text);
  return time ? nounWords(time) : text;
}

function nounWords(time: WrittenTime): string {
  const zone = time.zone === undefined ? '' : ` (${typeof time.zone === 'string' ? zoneWords(time.zone) : offsetWords(time.zone)})`;
  const { year, month, day } = time.wall;
  switch (time.unit) {
    case 'year':
      return `${year}${zone}`;
    case 'month':
      return `${months[month - 1]} ${year}${zone}`;
    case 'day':
      return `${day} ${months[month - 1]} ${year}${zone}`;
    default:
      return `${clockWords(time)} on ${day} ${months[month - 1]} ${year}${zone}`;
  }
}

function clockWords({ wall, micros, unit }: WrittenTime): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const minute = `${two(wall.hour)}:${two(wall.minute)}`;
  if (unit === 'hour') return `${two(wall.hour)}:00–${two(wall.hour)}:59`;
  if (unit === 'minute') return minute;
  const second = `${minute}:${two(wall.second)}`;
  return typeof unit === 'number' ? `${second}.${String(micros).padStart(6, '0').slice(0, unit)}` : second;
}

function offsetWords(seconds: number): string {
  if (seconds === 0) return 'UTC';
  const minutes = Math.abs(seconds) / 60;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `UTC${seconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/**
 * "in October 2026" where the two ends are the first and last day of a month or year, else "from 3 to 9 October 2026" with
 * what both share said once.
 */
export function timeRangeWords(from: string, to: string): string {
  const [first, last] = [readTime(from), readTime(to)];
  const areLocalDays = first?.unit === 'day' && last?.unit === 'day' && first.zone === undefined && last.zone === undefined;
  if (!first || !last || !areLocalDays) return `from ${timeNoun(from)} to ${timeNoun(to)}`;
  const afterwards = addDays(to, 1);
  if (from === to) return timeWords(from);
  if (from.endsWith('-01-01') && afterwards === `${first.wall.year + 1}-01-01`) return `in ${first.wall.year}`;
  if (from.endsWith('-01') && afterwards.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7)) return timeWords(from.slice(0, 7));
  return `from ${sharedStart(first, last)} to ${nounWords(last)}`;
}

function sharedStart({ wall: first }: WrittenTime, { wall: last }: WrittenTime): string {
  if (first.year !== last.year) return `${first.day} ${months[first.month - 1]} ${first.year}`;
  return first.month === last.month ? `${first.day}` : `${first.day} ${months[first.month - 1]}`;
}
