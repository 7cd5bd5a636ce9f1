import { reportError } from '@/lib/telemetry';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { type SyncReport, syncUsage } from './posthog-sync';

/** What became of it; `running` where it takes longer than anybody waits, and goes on. */
export type SyncStart = SyncReport | { readonly outcome: 'running'; readonly daysRead: 0; readonly windowsCounted: 0; readonly why: null };

const longestMs = 3_000_000;

/**
 * Reads what is new from PostHog at once, within the limits that every sync keeps to, and waits for it a little. Null where there is no
 * PostHog to read from.
 *
 * @throws {AppError} `not-permitted`
 */
export async function syncNow(
  viewer: Viewer,
  { now, patienceMs }: { readonly now: Instant; readonly patienceMs: number },
): Promise<SyncStart | null> {
  assertMay(viewer, 'settings:manage');
  const run = syncUsage({ now, signal: AbortSignal.timeout(longestMs) });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SyncStart>((tell) => {
    timer = setTimeout(() => tell({ outcome: 'running', daysRead: 0, windowsCounted: 0, why: null }), patienceMs);
  });
  // Nobody waits for it any more when it fails later.
  run.catch(reportError);
  return Promise.race([run, late]).finally(() => clearTimeout(timer));
}
