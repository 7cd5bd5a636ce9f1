import { maskings, printFilter } from '@/lib/address';
import { version } from '@/lib/config';
import type { ExportRecord } from './export-record';
import { fileNameOf } from './formats';
import { withheldBy } from './masking';

/** What is known of a file when its last byte is made. */
export interface Finished {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly first: string | null;
  readonly last: string | null;
  readonly byTable: Readonly<Record<string, number>>;
  readonly leftOut: readonly string[];
}

/**
 * What a file is, for whoever gets it: a JSON object whose values are texts, lists and objects of texts, so that no reader can round
 * anything. docs/export-format.md gives every field.
 */
export function manifestOf(record: ExportRecord, finished: Finished): string {
  const { id, format, masking, reason, question, words, viewer, orgs, bound, askedAt } = record;
  const { rows, bytes, sha256, first, last, byTable, leftOut } = finished;
  const fields = {
    type: 'tracebook-export/v1',
    export: id,
    made_by: `tracebook ${version}`,
    asked_at: askedAt,
    as_of: bound.asOf,
    filter: printFilter(question.filter),
    words,
    subject: question.subject && { type: question.subject.type ?? '', id: question.subject.id },
    order: question.order,
    zone: question.zone,
    data: viewer.sees,
    viewer: { kind: viewer.kind, id: viewer.id, label: viewer.label },
    organisations: orgs ?? 'all',
    reason: reason ?? '',
    format,
    formula_guard: format === 'csv' ? 'apostrophe' : 'none',
    masking: maskings.includes(masking) ? masking : 'none',
    withheld: withheldBy(masking),
    rows: String(rows),
    rows_by_table: Object.fromEntries(Object.entries(byTable).map(([table, count]) => [table, String(count)])),
    not_looked_at: leftOut,
    first: first ?? '',
    last: last ?? '',
    files: [{ name: fileNameOf(record), bytes: String(bytes), sha256 }],
    checkpoint: '',
  };
  return `${JSON.stringify(sorted(fields))}\n`;
}

/** Names in the order of RFC 8785; there are no numbers, so that the rest is as `JSON.stringify` writes it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  );
}
