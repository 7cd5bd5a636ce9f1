import { sql } from 'drizzle-orm';
import type { FileForm } from './file-form';

/**
 * One JSON object a line, with every field, null where there is no value. Postgres prints it: `metadata` has the digits that it was
 * recorded with. The last line is the trailer, the only one with the field `end`.
 *
 *     {"ref":"billing~1042","event_id":"e-1","created_at":"2026-10-03T14:02:11.204113-04:00",…,"metadata":{"a": 1.0}}
 *     {"end":{"export":"x_4fTq…","rows":16918,"sha256":"9b2d…"}}
 */
export const jsonForm: FileForm = {
  mediaType: 'application/x-ndjson; charset=utf-8',
  extension: 'jsonl',
  line: (columns, names) => {
    const fields = names.map((name) => sql`${columns[name]} as ${sql.identifier(name)}`);
    return sql`(select row_to_json(r)::text || E'\n' from (select ${sql.join(fields, sql`, `)}) as r)`;
  },
  writer: ({ id }) => ({
    begin: () => [],
    page: (lines) => [lines],
    rest: () => [],
    trailer: ({ rows, sha256 }) => [Buffer.from(`${JSON.stringify({ end: { export: id, rows, sha256 } })}\n`)],
  }),
};
