import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import type { Action } from './action';
import { type Diff, diffFrom } from './diff';
import { readRef, refText } from './ref';
import { visibleTo } from './scope';

/** Stored bytes beyond which a row's metadata is not fetched for a list: its own page shows it. */
const mostBytes = 64 * 1024;

/**
 * What each of these actions changed, by its reference; those that tell nothing of it are left out. For the rows of one
 * page: metadata that could be large is not fetched, and its diff says so.
 *
 * @throws {AppError} `not-permitted`
 */
export async function diffsOf(viewer: Viewer, actions: readonly Action[]): Promise<ReadonlyMap<string, Diff>> {
  const keys = actions.flatMap(({ ref }) => readRef(ref)?.key ?? []);
  if (keys.length === 0) return new Map();
  const rows = await database('screens').execute<{ ref: string; metadata: string | null }>(sql`
    select ${refText} as ref, case when pg_column_size(a.metadata) <= ${mostBytes} then a.metadata::text end as metadata
    from admin_actions a
    where ${visibleTo(viewer)} and a.id = any(${sql.param(keys)}::bigint[]) and a.metadata ?| array['before', 'after', 'changes']`);
  return new Map(
    rows.flatMap(({ ref, metadata }) => {
      const diff = metadata === null ? tooLarge : diffFrom(metadata);
      return diff ? [[ref, diff] as const] : [];
    }),
  );
}

const tooLarge: Diff = { changes: [], more: 0, isTooLarge: true };
