import { type Instant, instantFrom, microsBetween } from './instant';

const units = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** "3 minutes ago", "in 2 days", "just now". What is no instant stays the text that it is. */
export function relativeTime(text: string, now: Instant): string {
  const instant = instantFrom(text);
  if (instant === null) return text;
  const seconds = microsBetween(now, instant) / 1_000_000;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? [];
  if (!unit || !length) return 'just now';
  return words.format(Math.trunc(seconds / length), unit);
}

const steps = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** "12 ms", "1.2 s", "3 min 20 s", "2 h 5 min", "4 d 3 h": the two largest units, rounded down. */
export function durationWords(ms: number): string {
  if (ms < 0) return `-${durationWords(-ms)}`;
  if (ms < 1000) return `${Math.floor(ms)} ms`;
  if (ms < 60_000) return `${Math.floor(ms / 100) / 10} s`;
  const step = steps.findIndex(([, size]) => ms >= size);
  const [unit, size] = steps[step] ?? ['min', 60_000];
  const [smallerUnit, smallerSize] = steps[step + 1] ?? ['s', 1000];
  const rest = Math.floor((ms % size) / smallerSize);
  return `${Math.floor(ms / size)} ${unit}${rest > 0 ? ` ${rest} ${smallerUnit}` : ''}`;
}
