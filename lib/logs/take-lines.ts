import type { Purpose } from '@/db';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import type { ReadLines } from '@/lib/log-lines';
import { count } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';
import { appendLines, type RefusedLine, type Transaction } from './append-lines';

/** The most that one delivery may hold, in bytes after unpacking and in lines. */
export const mostLogBytes = 5_000_000;
export const mostLines = 5_000;

/** What became of a delivery: how many lines were committed, how many not and why, the first of those by their positions. */
export interface LogReceipt {
  readonly accepted: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** At most 20. */
  readonly first: readonly { readonly position: number; readonly reason: string }[];
  /** How often each rule took something out of what was kept. */
  readonly redacted: Readonly<Record<string, number>>;
}

interface TakeOptions {
  /** How the lines came, for the counters. */
  readonly form: 'ndjson' | 'otlp' | 'vercel' | 'file';
  readonly source?: string;
  readonly importId?: string;
  readonly purpose?: Purpose;
  /** What has to be committed with the lines, or not at all. */
  readonly alongside?: (tx: Transaction, receipt: LogReceipt & { readonly all: LogReceipt['first'] }) => Promise<unknown>;
}

const mostTold = 20;

/**
 * Keeps what was read of a delivery, counts what became of it, and answers after commit.
 *
 * @throws {AppError} `not-permitted`; `not-implemented` where lines are looked up elsewhere; `malformed` for a source that cannot be written to; `too-large` for too many lines
 */
export async function takeLines(viewer: Viewer, read: ReadLines, { form, ...where }: TakeOptions): Promise<LogReceipt> {
  const { lines } = read;
  if (config().logs.loki) throw new AppError('not-implemented', 'Lines are looked up in Loki here: send them there.');
  if (lines.length + read.rejected.length > mostLines) {
    throw new AppError('too-large', `One delivery may hold ${mostLines.toLocaleString('en')} lines.`);
  }
  const source = viewer.source ?? where.source ?? 'api';
  const tell = (refused: readonly RefusedLine[]) => receiptOf(read, refused);
  const { alongside, ...place } = where;
  const refused = await appendLines(
    viewer,
    lines.map(({ line }) => line),
    alongside ? { ...place, alongside: (tx, told) => alongside(tx, tell(told)) } : place,
  );
  const { all: _all, ...receipt } = tell(refused);
  count('tracebook_log_lines_accepted_total', { source, form }, receipt.accepted);
  for (const [reason, times] of Object.entries(receipt.reasons)) count('tracebook_log_lines_rejected_total', { source, reason }, times);
  for (const [rule, times] of Object.entries(receipt.redacted)) count('tracebook_log_redactions_total', { rule }, times);
  return receipt;
}

function receiptOf(
  { lines, rejected: unread, redactions }: ReadLines,
  refused: readonly RefusedLine[],
): LogReceipt & { readonly all: LogReceipt['first'] } {
  const rejected = [
    ...unread.map(({ position, reason }) => ({ position, reason: reason as string })),
    ...refused.map(({ at, reason }) => ({ position: lines[at]?.position ?? at, reason })),
  ].sort((a, b) => a.position - b.position);
  const reasons: Record<string, number> = {};
  for (const { reason } of rejected) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    accepted: lines.length - refused.length,
    rejected: rejected.length,
    reasons,
    first: rejected.slice(0, mostTold),
    redacted: redactions,
    all: rejected,
  };
}
