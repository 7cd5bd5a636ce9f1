import { openDatabase } from '@/db';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import type { HourRow, Posthog } from '@/lib/posthog';
import { addDays, type Instant } from '@/lib/time';
import { daysRead, dropOld, keepDay, keepWindow, keptWindows, noteSync } from './posthog-kept';
import { type PosthogPlace, posthogPlace } from './posthog-place';
import { askWindow, isDue, lateDays, usualWindows, type Window } from './posthog-window';

export interface SyncReport {
  /** `done` with everything; `partly`: the next goes on from here; `elsewhere`: another instance is reading at the moment. */
  readonly outcome: 'done' | 'partly' | 'elsewhere';
  readonly daysRead: number;
  readonly windowsCounted: number;
  /** Why it stopped, or what it had to leave out, in words. */
  readonly why: string | null;
}

interface SyncOptions {
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/** Of this product and of reading from a PostHog: any number, but always the same one. */
const lockName = [7_265_634, 1];
const stepMs = 120_000;

/**
 * Reads what is new from PostHog: the last days once more, because events come late; people, counted over the usual days; and then older
 * days, the newest first. Each day and each count is written as a whole, so that whoever kills it loses what was under way and no more.
 * In one instance at a time. Null where there is no PostHog.
 */
export async function syncUsage(options: SyncOptions): Promise<SyncReport | null> {
  const place = posthogPlace();
  return place && alone(() => read(place, options));
}

/** While this runs nobody else does. The lock is a connection's, and gone with it, however a process ends. */
async function alone(act: () => Promise<SyncReport>): Promise<SyncReport> {
  const own = openDatabase(config().databaseUrl, 'system');
  try {
    const connection = await own.$client.reserve();
    try {
      const [row] = await connection<{ got: boolean }[]>`select pg_try_advisory_lock(${lockName[0] ?? 0}, ${lockName[1] ?? 0}) as got`;
      return row?.got ? await act() : { outcome: 'elsewhere', daysRead: 0, windowsCounted: 0, why: null };
    } finally {
      connection.release();
    }
  } finally {
    await own.close();
  }
}

async function read(place: PosthogPlace, { now, signal }: SyncOptions): Promise<SyncReport> {
  const { remote, source } = place;
  const progress = { daysRead: 0, windowsCounted: 0 };
  const skipped: string[] = [];
  let why: string | null = null;
  try {
    for (const step of await stepsOf(place, now)) {
      signal.throwIfAborted();
      if (isShortOfBytes(remote))
        throw new AppError('unavailable', 'PostHog lets little more be read within this hour; the rest is left to people.');
      try {
        await take(place, step, AbortSignal.any([signal, AbortSignal.timeout(stepMs)]));
        progress[typeof step === 'string' ? 'daysRead' : 'windowsCounted'] += 1;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'needs-narrowing') throw error;
        skipped.push(nameOf(step));
      }
    }
    await dropOld(source, { day: addDays(now.slice(0, 10), -place.days) });
    if (skipped.length > 0) why = `It was too much for PostHog: ${skipped.slice(0, 3).join(', ')}${skipped.length > 3 ? ' and more' : ''}.`;
  } catch (error) {
    if (!(error instanceof AppError) && !signal.aborted) throw error;
    why = error instanceof AppError ? error.message : 'It was stopped.';
  }
  await noteSync(source, { startedAt: now, error: why, bytesLeft: remote.bytesLeft });
  return { outcome: why === null ? 'done' : 'partly', ...progress, why };
}

/** One step, asked for and written as a whole. */
async function take({ remote, source, days }: PosthogPlace, step: Step, signal: AbortSignal): Promise<void> {
  const askedAt = instantNow();
  if (typeof step === 'string') {
    const rows = await hoursOf(remote, { from: secondsAt(step), to: secondsAt(addDays(step, 1)) }, signal);
    await keepDay(source, step, { rows, askedAt });
  } else {
    const rows = await askWindow(remote, step, { days, signal, pace: 'background' });
    await keepWindow(source, step, { rows, askedAt });
  }
}

/** A day of UTC, or a window. */
type Step = string | Window;

async function stepsOf({ source, zones, days }: PosthogPlace, now: Instant): Promise<readonly Step[]> {
  const today = now.slice(0, 10);
  const known = await daysRead(source);
  const all = Array.from({ length: days }, (_, ago) => addDays(today, -ago));
  const isFinal = (day: string) => (known.get(day) ?? '') >= `${addDays(day, 1 + lateDays)}T`;
  const due = all.filter((day) => !isFinal(day));
  const [recent, older] = [due.filter((day) => day >= addDays(today, -lateDays)), due.filter((day) => day < addDays(today, -lateDays))];
  const windows = usualWindows(zones, now);
  const kept = await keptWindows(source, windows);
  const fresh = new Set(kept.filter((window) => !isDue(window, { askedAt: window.askedAt, now })).map(nameOf));
  return [...recent, ...windows.filter((window) => !fresh.has(nameOf(window))), ...older];
}

function nameOf(step: Step): string {
  return typeof step === 'string' ? step : `${step.from} to ${step.to} by ${step.breakdown} in ${step.zone}`;
}

const leastSeconds = 3_600;

/** In parts where a whole day is too much at once. */
async function hoursOf(remote: Posthog, { from, to }: { from: number; to: number }, signal: AbortSignal): Promise<readonly HourRow[]> {
  try {
    const after = ['hour', 'feature', 'surface', 'org'] as const;
    return await remote.askAll('hours', { values: { from, to }, after, signal, pace: 'background' });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'needs-narrowing' || to - from <= leastSeconds) throw error;
    const middle = from + Math.ceil((to - from) / 2 / leastSeconds) * leastSeconds;
    return [...(await hoursOf(remote, { from, to: middle }, signal)), ...(await hoursOf(remote, { from: middle, to }, signal))];
  }
}

/** What a person asks next has to find something left. */
function isShortOfBytes({ bytesLeft, mostBytesRead }: Posthog): boolean {
  return bytesLeft !== null && bytesLeft < 2 * (mostBytesRead ?? 0);
}

function secondsAt(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1_000;
}

/** When a question is asked, not when the run began: it may take long. */
function instantNow(): Instant {
  return new Date().toISOString().replace('Z', '000Z');
}
