import { type SQL, sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import { eventDetailColumns } from './columns';
import { smallHex } from './filter-sql';
import type { ErrorEventDetail } from './issue';
import { visibleTo } from './scope';

/**
 * One error by its number or by the id that its SDK gave it, or null: not there, no such name and not for this viewer are the same answer.
 * Of several that were given the same id it is the newest.
 */
export async function getEvent(viewer: Viewer, id: string): Promise<ErrorEventDetail | null> {
  const visible = visibleTo(viewer);
  const number = /^[1-9]\d{0,17}$/.test(id) ? id : '0';
  return oneEvent(sql`${visible} and (a.id = ${number}::bigint or a.event_id = ${smallHex(id)})`);
}

/** The newest error of an issue that this viewer may see. */
export async function newestEvent(viewer: Viewer, issue: string): Promise<ErrorEventDetail | null> {
  return oneEvent(sql`${visibleTo(viewer)} and a.issue_id = ${issue}::bigint`);
}

interface DetailRow extends Record<string, unknown>, Omit<ErrorEventDetail, 'tags' | 'request'> {
  readonly whole_message: string;
  readonly tags: unknown;
  readonly request_method: string | null;
  readonly request_path: string | null;
}

async function oneEvent(condition: SQL): Promise<ErrorEventDetail | null> {
  const [row] = await askForScreen<DetailRow>(
    sql`select ${eventDetailColumns} from error_events a where ${condition} order by a.created_at desc, a.id desc limit 1`,
  );
  if (!row) return null;
  const { tags, whole_message: message, request_method: method, request_path: path, ...event } = row;
  return { ...event, message, tags: tagsFrom(tags), request: method === null && path === null ? null : { method, path } };
}

/** By their keys, as Postgres keeps them: shorter ones first. */
function tagsFrom(tags: unknown): ErrorEventDetail['tags'] {
  return Object.entries(tags as Readonly<Record<string, string>>).map(([key, value]) => ({ key, value }));
}
