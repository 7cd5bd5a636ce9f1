import { sql } from 'drizzle-orm';
import { askForScreen, askPrepared, database } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import { lineColumns } from './columns';
import type { Line } from './line';
import type { LinesOfId } from './line-store';
import { visibleTo } from './scope';

/**
 * The lines that carry an ID as their request, trace or session, in the order of their time, up to `limit`. IDs ignore every range of
 * time; a trace id is looked for in small letters, as it is kept.
 *
 * @throws {AppError} `not-permitted`
 */
export async function linesOfId(viewer: Viewer, id: string, { limit }: { limit: number }): Promise<LinesOfId> {
  const visible = visibleTo(viewer);
  const trace = /^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : id;
  const isOfAnother = sql`a.request_id is distinct from ${id}`;
  const carriers = [
    sql`left(a.request_id, 200) = left(${id}, 200) and a.request_id = ${id}`,
    sql`a.trace_id = ${trace} and ${isOfAnother}`,
    sql`a.session_id = ${id} and ${isOfAnother} and a.trace_id is distinct from ${trace}`,
  ];
  // Each by an index that gives its lines in order, day by day: no more are read than are told, however many carry the ID.
  const each = carriers.map(
    (one) => sql`(select a.* from log_lines a where ${visible} and ${one} order by a.created_at, a.id limit ${limit})`,
  );
  const lines = await askPrepared<Line & Record<string, unknown>>(
    database('look-ups'),
    sql`select ${lineColumns} from (${sql.join(each, sql` union all `)}) as a order by a.created_at, a.id limit ${limit}`,
  );
  return { lines, caveats: [] };
}

/** Whether the newest thousand lines carry IDs at all; true where there are too few to tell. @throws {AppError} `not-permitted` */
export async function carryIds(viewer: Viewer): Promise<boolean> {
  const [row] = await askForScreen<{ lines: number; ids: number }>(sql`
    select count(*)::int as lines, count(coalesce(a.request_id, a.trace_id, a.session_id))::int as ids from (
      select a.request_id, a.trace_id, a.session_id from log_lines a where ${visibleTo(viewer)}
      order by a.created_at desc, a.id desc limit 1000
    ) as a`);
  return !row || row.lines < fewestTelling || row.ids > 0;
}

const fewestTelling = 100;
