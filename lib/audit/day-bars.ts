import { addDays } from '@/lib/time';

/** A calendar day, in the zone that was asked for, and how many actions fall on it. */
export interface DayCount {
  readonly day: string;
  readonly count: number;
}

/** A bar of the chart: some days that follow each other, both included. */
export interface Bar {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface Bars {
  readonly unit: 'day' | 'week' | 'month';
  readonly bars: readonly Bar[];
}

const mostBars = 92;

/**
 * Bars without gaps from the first day to the last: a day on which nothing happened is shown as such. Long spans are told
 * in weeks (from Monday) or months, so that a bar stays wide enough to be hit.
 */
export function barsFrom(days: readonly DayCount[]): Bars {
  const sorted = days.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return { unit: 'day', bars: [] };
  const span = daysBetween(first.day, last.day) + 1;
  const unit = span <= mostBars ? 'day' : span <= mostBars * 7 ? 'week' : 'month';
  const counts = new Map<string, number>();
  for (const { day, count } of sorted) counts.set(startOf(day, unit), (counts.get(startOf(day, unit)) ?? 0) + count);
  const bars: Bar[] = [];
  for (let from = startOf(first.day, unit); from <= last.day; from = next(from, unit)) {
    bars.push({ from, to: addDays(next(from, unit), -1), count: counts.get(from) ?? 0 });
  }
  return { unit, bars };
}

function startOf(day: string, unit: Bars['unit']): string {
  if (unit === 'month') return `${day.slice(0, 7)}-01`;
  if (unit === 'week') return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  return day;
}

function next(day: string, unit: Bars['unit']): string {
  if (unit === 'month') return startOf(addDays(day, 31), 'month');
  return addDays(day, unit === 'week' ? 7 : 1);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
