import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
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
  const lines = await askForScreen<Line & Record<string, unknown>>(sql`
    select ${lineColumns} from log_lines a where ${visible} and (
      (left(a.request_id, 200) = left(${id}, 200) and a.request_id = ${id}) or a.trace_id = ${trace} or a.session_id = ${id}
    ) order by a.created_at, a.id limit ${limit}`);
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
