import type { RedactionRule } from '@/lib/redaction';
import type { ReadLines } from './log-line';
import type { OnRedacted, ReadOne } from './read-line';

/** Reads the records of a delivery one by one; each stands by its position, as a line or as a rejection. */
export function readEach<T>(records: readonly T[], read: (record: T, onRedacted: OnRedacted) => ReadOne | null): ReadLines {
  const redactions: Partial<Record<RedactionRule, number>> = {};
  const lines: ReadLines['lines'][number][] = [];
  const rejected: ReadLines['rejected'][number][] = [];
  for (const [position, record] of records.entries()) {
    const one = read(record, (rule) => {
      redactions[rule] = (redactions[rule] ?? 0) + 1;
    });
    if (one === null) continue;
    if ('line' in one) lines.push({ position, line: one.line });
    else rejected.push({ position, reason: one.reason });
  }
  return { lines, rejected, redactions };
}
