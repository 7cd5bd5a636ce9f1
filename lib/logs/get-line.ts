import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import { detailColumns } from './columns';
import type { LineDetail } from './line';
import { visibleTo } from './scope';

/** One line by its number, or null: not there, no number and not for this viewer are the same answer. */
export async function getLine(viewer: Viewer, id: string): Promise<LineDetail | null> {
  const number = /^[1-9]\d{0,17}$/.test(id) ? id : '0';
  const [row] = await askForScreen<LineDetail & Record<string, unknown>>(
    sql`select ${detailColumns} from log_lines a where ${visibleTo(viewer)} and a.id = ${number}::bigint`,
  );
  return row ?? null;
}
