import { sql } from 'drizzle-orm';
import { AppError } from '@/lib/errors';
import { askOne } from '@/lib/foreign-tables';
import type { Viewer } from '@/lib/viewer';
import type { ActionDetail } from './action';
import { type AuditTable, foreignTable, keyValues, ownTable } from './audit-table';
import { type ActionRow, actionColumns, actionFrom } from './columns';
import { readRef } from './ref';

/**
 * One action with its metadata as the text that Postgres prints, or null: not there, not a reference and not for this viewer
 * are the same answer, and cost the same.
 *
 * @throws {AppError} `unavailable` where it stands in a table of another team that gives no answer
 */
export async function getAction(viewer: Viewer, ref: string): Promise<ActionDetail | null> {
  const { source, key } = readRef(ref) ?? { source: '', key: '0' };
  const own = ownTable(viewer);
  const asked =
    viewer.sees === 'real' ? await askOne(source, async (table) => detailIn(foreignTable(viewer, table), { ref, source, key })) : null;
  if (asked === null) return detailIn(own, { ref, source, key });
  if (!asked.isAnswered) throw new AppError('unavailable', `${source} could not be asked: ${asked.why}.`);
  return asked.value;
}

interface Place {
  readonly ref: string;
  readonly source: string;
  readonly key: string;
}

async function detailIn(table: AuditTable | null, { ref, source, key }: Place): Promise<ActionDetail | null> {
  if (!table) return null;
  const values = keyValues(table, key) ?? table.keys.map(() => sql`null`);
  const isIt = table.keys.map(({ name }, n) => sql`a.${sql.identifier(name)} = ${values[n]}`);
  const [row] = await table.ask<ActionRow & { metadata: string }>(sql`
    select ${actionColumns}, a.metadata::text as metadata
    from ${table.from} as a where ${table.visible} and ${sql.join(isIt, sql` and `)} and a.source = ${source}`);
  return row ? { ...actionFrom(ref, row), metadata: row.metadata } : null;
}
