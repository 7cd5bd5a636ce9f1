import { printFilter } from '@/lib/address';
import type { ExportRecord } from './export-record';

/** A line of the register as the API answers it (docs/api.md). */
export function exportJson(record: ExportRecord) {
  const { viewer, question, bound } = record;
  return {
    id: record.id,
    state: record.state,
    why: record.why,
    asked_at: record.askedAt,
    began_at: record.beganAt,
    ended_at: record.endedAt,
    as_of: bound.asOf,
    viewer: { kind: viewer.kind, id: viewer.id, label: viewer.label },
    orgs: record.orgs,
    data: viewer.sees,
    q: printFilter(question.filter),
    subject: question.subject,
    order: question.order,
    tz: question.zone,
    words: record.words,
    format: record.format,
    masking: record.masking,
    reason: record.reason,
    expected: record.expected,
    rows: record.rows,
    bytes: record.bytes,
    deliveries: record.deliveries,
    sha256: record.sha256,
  };
}
