import { type SQL, sql } from 'drizzle-orm';
import type { PrintedName } from '@/lib/audit';
import type { Columns, FileForm } from './file-form';

/**
 * RFC 4180, UTF-8 without a byte order mark. A cell without a value is empty, a text is in quotes, so that an empty text is `""`. What a
 * spreadsheet could take for a formula has an apostrophe before it; so has what begins with one, so that taking one away gives the text.
 *
 *     ref,event_id,created_at,…
 *     "billing~1042","e-1",2026-10-03T14:02:11.204113-04:00,…
 *     #end,x_4fTq…,16918,9b2d…,,,
 */
export const csvForm: FileForm = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  // Each cell with the comma before it: joining texts is what takes time.
  line: (columns, names) => {
    const cells = names.map((name, at) => {
      const before = at === 0 ? '' : ',';
      return sql`coalesce(${cell(name, columns, before)}, ${sql.raw(`'${before}'`)})`;
    });
    return sql`${sql.join(cells, sql` || `)} || E'\r\n'`;
  },
  writer: ({ id, names }) => ({
    begin: () => [Buffer.from(`${names.join(',')}\r\n`)],
    page: (lines) => [lines],
    rest: () => [],
    trailer: ({ rows, sha256 }) => [Buffer.from(`#end,${id},${rows},${sha256}${','.repeat(names.length - 4)}\r\n`)],
  }),
};

/** What stands before a cell. */
type Before = '' | ',';

/** Null where there is no value. */
function cell(name: PrintedName, columns: Columns, before: Before): SQL {
  const column = columns[name];
  switch (name) {
    case 'created_at':
    case 'recorded_at':
    case 'outcome':
    case 'import_id':
      // Nothing in them is ever to be quoted: we print them ourselves, or the table lets in nothing else.
      return sql`${sql.raw(`'${before}'`)} || ${column}`;
    case 'flags':
      return sql`case when ${column} <> '{}' then ${quoted(before, sql`array_to_string(${column}, ' ')`)} end`;
    case 'metadata':
      return quoted(before, sql`${column}::text`);
    default:
      return guarded(before, column);
  }
}

function quoted(before: Before | `${Before}"'`, text: SQL): SQL {
  const opening = before.endsWith("'") ? before : `${before}"`;
  return sql`${sql.raw(`'${opening.replaceAll("'", "''")}'`)} || replace(${text}, '"', '""') || '"'`;
}

/** Tab, LF, CR, `'`, `+`, `-`, `=`, `@`, and the wide forms of the last four: by the number of the first character, since texts are compared slowly. */
const suspicious = sql.raw('9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312');

/** The first character is looked at once, among constants that Postgres keeps as a hash. */
function guarded(before: Before, text: SQL): SQL {
  return sql`case when ascii(${text}) in (${suspicious}) then ${quoted(`${before}"'`, text)} else ${quoted(before, text)} end`;
}
