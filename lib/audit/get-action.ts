import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import type { ActionDetail } from './action';
import { type ActionRow, actionColumns } from './columns';
import { readRef } from './ref';
import { visibleTo } from './scope';

/**
 * One action with its metadata as the text that Postgres prints, or null: not there, not a reference and not for this viewer
 * are the same answer, and cost the same.
 */
export async function getAction(viewer: Viewer, ref: string): Promise<ActionDetail | null> {
  const { source, key } = readRef(ref) ?? { source: '', key: '0' };
  const [row] = await database('screens').execute<ActionRow & { metadata: string }>(sql`
    select ${actionColumns}, a.metadata::text as metadata
    from admin_actions a where ${visibleTo(viewer)} and a.id = ${key}::bigint and a.source = ${source}`);
  return row ?? null;
}
