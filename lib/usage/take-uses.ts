import { createHmac } from 'node:crypto';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import type { UseReadOptions, UsesRead } from '@/lib/product-events';
import { count } from '@/lib/telemetry';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { appendUses, type UsePlace } from './append-uses';

/** The most that one delivery may hold, in bytes after unpacking. */
export const mostUseBytes = 5_000_000;

/** How product events are read here. A pseudonym is the same on all instances, and nothing without the installation's secret. */
export function useReadOptions(receivedAt: Instant): UseReadOptions {
  const { secret, usage } = config();
  return {
    receivedAt,
    allowed: usage.properties,
    pseudonymOf: (id) => `person-${createHmac('sha256', secret).update(`person ${id}`).digest('hex').slice(0, 24)}`,
  };
}

/** What became of a delivery, after commit. */
export interface UseReceipt {
  readonly created: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** By their positions. */
  readonly all: readonly { readonly position: number; readonly reason: string }[];
  /** What tells of nothing that anybody did, by its name. */
  readonly dropped: Readonly<Record<string, number>>;
}

interface TakeOptions extends UsePlace {
  /** How the events came, for the counters. */
  readonly form: 'batch' | 'event' | 'file';
}

/**
 * Keeps what was read of a delivery, counts what became of it, and answers after commit.
 *
 * @throws {AppError} as {@link appendUses}; `not-implemented` where use is counted elsewhere
 */
export async function takeUses(viewer: Viewer, read: UsesRead, { form, ...place }: TakeOptions): Promise<UseReceipt> {
  if (config().usage.posthog) throw new AppError('not-implemented', 'Use is counted by PostHog here: send product events there.');
  const { uses, dropped, scrubbed } = read;
  const { created, repeated, refused } = await appendUses(
    viewer,
    uses.map(({ use }) => use),
    place,
  );
  const all = [
    ...read.rejected.map(({ position, reason }) => ({ position, reason: reason as string })),
    ...refused.map(({ at, reason }) => ({ position: uses[at]?.position ?? at, reason })),
  ].sort((a, b) => a.position - b.position);
  const reasons: Record<string, number> = {};
  for (const { reason } of all) reasons[reason] = (reasons[reason] ?? 0) + 1;
  count('tracebook_product_events_total', { form, result: 'created' }, created);
  count('tracebook_product_events_total', { form, result: 'repeated' }, repeated);
  for (const [reason, times] of Object.entries(reasons)) count('tracebook_product_events_rejected_total', { form, reason }, times);
  for (const [event, times] of Object.entries(dropped)) count('tracebook_product_events_dropped_total', { event }, times);
  for (const [rule, times] of Object.entries(scrubbed)) count('tracebook_product_event_scrubbings_total', { rule }, times);
  return { created, repeated, rejected: all.length, reasons, all, dropped };
}
