import { type SQL, sql } from 'drizzle-orm';
import { AppError } from '@/lib/errors';
import { timeCondition } from '@/lib/filter-sql';
import { addDays } from '@/lib/time';
import type { UsageQuestion } from './usage-store';

/** Days of a zone, both included. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

const mostDays = 400;

/** @throws {AppError} `malformed` for days that are none, in the wrong order or too many */
export function assertStretch({ from, to }: Pick<UsageQuestion, 'from' | 'to'>): void {
  if (isDay(from) && isDay(to) && from <= to && daysOf({ from, to }).length <= mostDays) return;
  throw new AppError('malformed', `Use is counted over 1 to ${mostDays} days, from a first to a last one, both as 2026-10-01.`);
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Hundreds of features are told over the same days. */
let last: { readonly from: string; readonly to: string; readonly days: readonly string[] } = { from: '', to: '', days: [] };

/** Without gaps, oldest first. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  if (last.from !== from || last.to !== to) {
    const count = Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000) + 1;
    last = { from, to, days: Array.from({ length: Math.min(count, mostDays + 1) }, (_, n) => addDays(from, n)) };
  }
  return last.days;
}

/** The stretch of the same length just before. */
export function before({ from, to, zone }: Stretch): Stretch {
  return { from: addDays(from, -daysOf({ from, to }).length), to: addDays(from, -1), zone };
}

/** The day of an event, in the zone: the calendar of Postgres, whatever its clocks did on that day. */
export function dayIn(zone: string): SQL {
  return sql`(a.created_at at time zone ${zone}::text)::date`;
}

/**
 * Events of a stretch, as a condition on `a`: by time alone, of which the planner knows how much it is; of days it would believe that next
 * to nothing falls on them.
 */
export function within({ from, to, zone }: Stretch): SQL {
  return timeCondition(sql`a.created_at`, { kind: 'range', from, to }, zone);
}
