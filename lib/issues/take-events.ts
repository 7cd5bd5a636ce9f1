import { config } from '@/lib/config';
import type { EventsRead } from '@/lib/error-events';
import { AppError } from '@/lib/errors';
import { count } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';
import { appendEvents, type EventPlace } from './append-events';

/** The most that one delivery may hold, in bytes after unpacking. */
export const mostEventBytes = 5_000_000;

/** What became of a delivery, after commit. */
export interface ErrorReceipt {
  /** Of the first event: what its SDK asks for. */
  readonly id: string | null;
  readonly created: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** By their positions. */
  readonly all: readonly { readonly position: number; readonly reason: string }[];
  /** What else there was, by its type. */
  readonly dropped: Readonly<Record<string, number>>;
  /** How often each rule left something out, or took something out of what was kept. */
  readonly scrubbed: Readonly<Record<string, number>>;
}

interface TakeOptions extends EventPlace {
  /** How the events came, for the counters. */
  readonly form: 'envelope' | 'store' | 'file';
}

/**
 * Keeps what was read of a delivery, counts what became of it, and answers after commit.
 *
 * @throws {AppError} as {@link appendEvents}; `not-implemented` where errors are looked up elsewhere; `too-large` for more items than one
 * delivery may hold: of them nothing is kept
 */
export async function takeEvents(viewer: Viewer, read: EventsRead, { form, ...place }: TakeOptions): Promise<ErrorReceipt> {
  const { events, dropped, scrubbed } = read;
  if (config().issues.sentry) throw new AppError('not-implemented', 'Errors are looked up in Sentry here: send them there.');
  if (read.rejected.some(({ reason }) => reason === 'too-many'))
    throw new AppError('too-large', 'One delivery may not hold that many items.');
  const { created, repeated, refused } = await appendEvents(
    viewer,
    events.map(({ event }) => event),
    place,
  );
  const all = [
    ...read.rejected.map(({ position, reason }) => ({ position, reason: reason as string })),
    ...refused.map(({ at, reason }) => ({ position: events[at]?.position ?? at, reason })),
  ].sort((a, b) => a.position - b.position);
  const reasons: Record<string, number> = {};
  for (const { reason } of all) reasons[reason] = (reasons[reason] ?? 0) + 1;
  count('tracebook_error_events_total', { form, result: 'created' }, created);
  count('tracebook_error_events_total', { form, result: 'repeated' }, repeated);
  for (const [reason, times] of Object.entries(reasons)) count('tracebook_error_events_rejected_total', { form, reason }, times);
  for (const [type, times] of Object.entries(dropped)) count('tracebook_error_items_dropped_total', { type }, times);
  for (const [rule, times] of Object.entries(scrubbed)) count('tracebook_error_scrubbings_total', { rule }, times);
  return { id: events[0]?.event.eventId ?? null, created, repeated, rejected: all.length, reasons, all, dropped, scrubbed };
}
