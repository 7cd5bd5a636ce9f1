import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import { addDays, compareInstants, durationWords, type Instant, instantFrom } from '@/lib/time';
import { type KeptWindow, keepWindow, keptWindows, lastLike, syncState } from './posthog-kept';
import type { PosthogPlace } from './posthog-place';
import { askWindow, isDue, type Window } from './posthog-window';

/** Counts that are kept, in the order in which they were asked for. */
export interface Counts {
  /** Null where there is none: nothing is known, and a caveat says so. */
  readonly ids: readonly (string | null)[];
  /** Of the oldest of them. */
  readonly askedAt: Instant;
  /** The days of the first. */
  readonly stretch: { readonly from: string; readonly to: string };
  readonly caveats: readonly Caveat[];
}

/** As old a screen takes what a sync keeps: one that is cut off or waits for its budget is told of elsewhere. */
const mostAgeMs = 6 * 3_600_000;
/** What is older is said. */
const unsaidAgeMs = 2 * 3_600_000;
/** How far back is looked for other days, where PostHog gives no answer. */
const mostDaysAgo = 14;

/**
 * Counts over some days in several ways: those that are kept, or else asked for now, and kept. Where PostHog gives no answer: those that
 * are kept, however old; and where the first is not, those of as many days that ended before.
 *
 * @throws {AppError} `unavailable`, `needs-narrowing` where nothing like it is kept
 */
export async function countsFor(place: PosthogPlace, wanted: readonly Window[], signal: AbortSignal): Promise<Counts> {
  const now = instantFrom(new Date().toISOString()) ?? '';
  const kept = await keptWindows(place.source, wanted);
  const missing = wanted.filter((window) => !kept.some((one) => isSame(one, window) && isGood(one, now)));
  if (missing.length === 0) return told(place, wanted, { kept, why: null, now });
  try {
    const asked = await Promise.all(missing.map((window) => countNow(place, window, signal)));
    return await told(place, wanted, { kept: [...asked, ...kept], why: null, now });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const why = error.message;
    const [first] = wanted;
    if (first && kept.some((one) => isSame(one, first))) return told(place, wanted, { kept, why, now });
    const to = first ? await lastLike(place.source, first, mostDaysAgo) : null;
    if (!first || to === null) throw error;
    const ago = Math.round((Date.parse(first.to) - Date.parse(to)) / 86_400_000);
    const others = wanted.map((window) => ({ ...window, from: addDays(window.from, -ago), to: addDays(window.to, -ago) }));
    return told(place, others, { kept: await keptWindows(place.source, others), why, now, isOther: true });
  }
}

function isSame(a: Window, b: Window): boolean {
  return a.zone === b.zone && a.from === b.from && a.to === b.to && a.breakdown === b.breakdown;
}

function isGood(kept: KeptWindow, now: Instant): boolean {
  return !isDue(kept, { askedAt: kept.askedAt, now }) || (kept.breakdown !== 'cohort' && ageMs(kept.askedAt, now) < mostAgeMs);
}

/** Several who look at the same days at once wait for the same answer. */
const running = new Map<string, Promise<KeptWindow>>();

function countNow(place: PosthogPlace, window: Window, signal: AbortSignal): Promise<KeptWindow> {
  const name = JSON.stringify([place.source, window]);
  const counting =
    running.get(name) ??
    countAndKeep(place, window, signal).finally(() => {
      running.delete(name);
    });
  running.set(name, counting);
  return counting;
}

async function countAndKeep({ remote, source, days }: PosthogPlace, window: Window, signal: AbortSignal): Promise<KeptWindow> {
  const askedAt = instantFrom(new Date().toISOString()) ?? '';
  const rows = await askWindow(remote, window, { days, signal });
  return { ...window, id: await keepWindow(source, window, { rows, askedAt }), askedAt };
}

interface Found {
  readonly kept: readonly KeptWindow[];
  /** Why PostHog was asked in vain; null where it was not. */
  readonly why: string | null;
  readonly now: Instant;
  readonly isOther?: true;
}

async function told({ source }: PosthogPlace, wanted: readonly Window[], { kept, why, now, isOther }: Found): Promise<Counts> {
  const found = wanted.map((window) => kept.find((one) => isSame(one, window)) ?? null);
  const oldest = found.flatMap((one) => (one ? [one.askedAt] : [])).sort(compareInstants)[0] ?? now;
  const { from = '', to = '' } = wanted[0] ?? {};
  const caveats: Caveat[] = [];
  const age = ageMs(oldest, now);
  if (isOther) caveats.push({ kind: 'lagging', why: `${inSentence(why)}; these are the counts of ${from} to ${to}` });
  else if (why !== null || (age > unsaidAgeMs && isOpen(found, now))) {
    const said = why ?? (await syncState(source))?.error ?? null;
    caveats.push({
      kind: 'lagging',
      why: `${said === null ? '' : `${inSentence(said)}; `}what happened in the last ${durationWords(age)} is not counted yet`,
    });
  }
  if (found.includes(null)) caveats.push({ kind: 'lagging', why: 'not everything was counted before PostHog fell silent' });
  return { ids: found.map((one) => one?.id ?? null), askedAt: oldest, stretch: { from, to }, caveats };
}

/** Whether more can still happen in them. */
function isOpen(found: readonly (KeptWindow | null)[], now: Instant): boolean {
  return found.some((one) => one !== null && isDue(one, { askedAt: one.askedAt, now }));
}

function inSentence(why: string | null): string {
  return (why ?? '').replace(/\.$/, '');
}

function ageMs(at: Instant, now: Instant): number {
  return Date.parse(now) - Date.parse(at);
}
