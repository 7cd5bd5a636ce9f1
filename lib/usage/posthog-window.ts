import type { Posthog } from '@/lib/posthog';
import { addDays, dayOf, type Instant, resolveTimeRange } from '@/lib/time';

export const breakdowns = ['feature', 'surface', 'event', 'day', 'cohort'] as const;
export type Breakdown = (typeof breakdowns)[number];

/** Days of a zone, both included, over which people are counted in one way. */
export interface Window {
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly breakdown: Breakdown;
}

export interface WindowCount {
  readonly feature: string;
  /** A surface, an event, a day, or two weeks of a cohort (`2026-10-05/2026-10-12`); empty where nothing is told apart below a feature. */
  readonly key: string;
  readonly org: string;
  readonly events: number;
  readonly nobody: number;
  readonly people: number;
  readonly came_back: number;
  /** Milliseconds of the epoch; null for cohorts. */
  readonly last_at: number | null;
}

/** How many days an event may come late, as phones without a network send them: as long is a day read again. */
export const lateDays = 3;

/** People are counted ahead over so many days up to today, and over as many before them to compare with. */
const lengths = [1, 7, 30, 90];
const hourMs = 3_600_000;

/** The shortest first: they are looked at most. */
export function usualWindows(zones: readonly string[], now: Instant): readonly Window[] {
  return lengths.flatMap((days) =>
    zones.flatMap((zone) => {
      const today = dayOf(now, zone) ?? now.slice(0, 10);
      const from = addDays(today, 1 - days);
      const before: Window = { zone, from: addDays(from, -days), to: addDays(from, -1), breakdown: 'feature' };
      return [...breakdowns.map((breakdown) => ({ zone, from, to: today, breakdown })), before];
    }),
  );
}

/** Whether it was counted too long ago, or before its last events can have come. Cohorts are a look at everything, and daily. */
export function isDue(window: Window, { askedAt, now }: { readonly askedAt: Instant; readonly now: Instant }): boolean {
  const age = Date.parse(now) - Date.parse(askedAt);
  const isWhole = Date.parse(askedAt) / 1_000 >= secondsOf(window).to + lateDays * 86_400;
  return !isWhole && age > (window.breakdown === 'cohort' ? 24 : 1) * hourMs * 0.9;
}

interface AskOptions {
  /** How far back is looked for who is new, in days. */
  readonly days: number;
  readonly signal: AbortSignal;
  readonly pace?: 'background';
}

/** @throws {AppError} `unavailable`; `needs-narrowing` */
export async function askWindow(remote: Posthog, window: Window, { days, ...how }: AskOptions): Promise<readonly WindowCount[]> {
  const { zone, breakdown } = window;
  const { from, to } = secondsOf(window);
  const after = ['feature', 'key', 'org'] as const;
  if (breakdown === 'cohort') {
    const values = { zone, from: Math.min(from, to - days * 86_400), to, since: mondayOf(window.from) };
    const rows = await remote.askAll('cohorts', { values, after, ...how });
    return rows.map((row) => ({ ...row, events: 0, nobody: 0, came_back: 0, last_at: null }));
  }
  return remote.askAll(`by_${breakdown}`, { values: { zone, from, to }, after, ...how });
}

/** Seconds of the epoch; from included, to not. */
export function secondsOf({ from, to, zone }: Pick<Window, 'from' | 'to' | 'zone'>): { readonly from: number; readonly to: number } {
  const range = resolveTimeRange({ kind: 'range', from, to }, zone);
  if (!range?.from || !range.to) throw new Error('Days of a window are no days.');
  return { from: Math.floor(Date.parse(range.from) / 1_000), to: Math.floor(Date.parse(range.to) / 1_000) };
}

export function mondayOf(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}
