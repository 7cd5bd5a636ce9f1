import { sql } from 'drizzle-orm';
import { config } from '@/lib/config';
import { askForScreen } from '@/lib/database';
import { type CursorContext, openCursor, sealCursor } from '@/lib/paging';
import type { Viewer } from '@/lib/viewer';
import { eventColumns } from './columns';
import { eventCondition } from './filter-sql';
import type { ErrorEvent, ErrorEventPage } from './issue';
import type { EventListOptions } from './issue-store';
import { assertNarrow } from './narrowing';
import { countsFor, visibleTo } from './scope';

/**
 * Error events, newest first, those of one microsecond the other way round than they arrived. One that arrives meanwhile moves no other to
 * another page.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a cursor that is none of ours; `needs-narrowing`
 */
export async function listEvents(viewer: Viewer, { filter, zone, limit = 50, after }: EventListOptions): Promise<ErrorEventPage> {
  const visible = visibleTo(viewer);
  await assertNarrow(filter);
  const context: CursorContext = { list: 'error events', filter, order: 'desc', zone, viewer, secret: config().secret };
  const start = after ? (openCursor(after, context)[0] ?? null) : null;
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
  const condition = eventCondition(filter, { zone, counts: countsFor(viewer) });
  const beyond = start ? sql`and (a.created_at, a.id) < (${start.createdAt}::timestamptz, ${start.key}::bigint)` : sql``;
  const rows = await askForScreen<ErrorEvent & Record<string, unknown> & { readonly key_time: string }>(sql`
    select ${eventColumns}, a.created_at::text as key_time from error_events a where ${visible} and ${condition} ${beyond}
    order by a.created_at desc, a.id desc limit ${size + 1}`);
  const shown = rows.slice(0, size);
  const last = rows.length > size ? shown.at(-1) : undefined;
  return {
    rows: shown.map(({ key_time: _time, ...event }) => event),
    next: last ? sealCursor([{ source: 'error_events', createdAt: last.key_time, key: last.id }], context) : null,
    previous: null,
    caveats: [],
  };
}
