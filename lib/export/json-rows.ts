import { type SQL, sql } from 'drizzle-orm';
import type { PrintedName } from '@/lib/audit';
import type { Columns } from './file-form';

/** A row by the order of its fields, each as text; flags with spaces between. */
export type TextRow = readonly (string | null)[];

/** What Postgres prints for forms that are put together here: an array of texts, and a comma behind it. */
export function arrayLine(columns: Columns, names: readonly PrintedName[], more: readonly SQL[] = []): SQL {
  const texts = names.map((name) => {
    if (name === 'flags') return sql`array_to_string(${columns[name]}, ' ')`;
    return name === 'metadata' ? sql`${columns[name]}::text` : columns[name];
  });
  return sql`json_build_array(${sql.join([...texts, ...more], sql`, `)})::text || ','`;
}

export function rowsFrom(lines: Buffer): readonly TextRow[] {
  return JSON.parse(`[${lines.toString('utf8', 0, lines.length - 1)}]`);
}
