import type { Viewer } from '@/lib/viewer';
import { assertMay } from '@/lib/viewer';
import { daysRead, syncState } from './posthog-kept';
import { posthogPlace } from './posthog-place';
import { posthogUsage } from './posthog-usage';
import type { UsageStore } from './usage-store';

/** A PostHog instead of our own tables, whether it answers, and how far it was read. */
export interface RemoteUsage {
  readonly where: string;
  readonly project: string;
  /** The property that says whose an event is. */
  readonly orgTag: string | null;
  readonly zones: readonly string[];
  /** How many days are read, and how many of them were. */
  readonly days: number;
  readonly daysRead: number;
  /** When reading was last done with everything; null: never yet. */
  readonly readAt: string | null;
  /** How much is missing, at least; null where nothing was read yet. */
  readonly lagSeconds: number | null;
  /** Why reading was not done the last time. */
  readonly error: string | null;
  /** What PostHog said may still be read within its hour; null where it does not say. */
  readonly bytesLeft: number | null;
  /** Since when it is left alone because it fails. */
  readonly restsSince: string | null;
  /** Null where it answered just now. */
  readonly why: string | null;
}

const checkMs = 2_000;

/** Null where use is in our own tables. @throws {AppError} `not-permitted` */
export async function remoteUsage(viewer: Viewer, { now }: { readonly now: string }): Promise<RemoteUsage | null> {
  assertMay(viewer, 'settings:manage');
  const place = posthogPlace();
  if (!place) return null;
  const { remote, source, zones, days } = place;
  const why = await remote.check(AbortSignal.timeout(checkMs)).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const [state, read] = await Promise.all([syncState(source), daysRead(source)]);
  const newest = [...read.values()].sort().at(-1) ?? null;
  return {
    where: remote.where,
    project: remote.project,
    orgTag: remote.orgTag,
    zones,
    days,
    daysRead: read.size,
    readAt: state?.finishedAt ?? null,
    lagSeconds: newest === null ? null : Math.max(0, Math.round((Date.parse(now) - Date.parse(newest)) / 1_000)),
    error: state?.error ?? null,
    bytesLeft: remote.bytesLeft ?? state?.bytesLeft ?? null,
    restsSince: remote.restsSince === null ? null : new Date(remote.restsSince).toISOString(),
    why,
  };
}

/** The store that stands in the place of our own; null where none does. */
export function remoteUsageStore(): UsageStore | null {
  const place = posthogPlace();
  return place && posthogUsage(place);
}
