import { type SQL, sql } from 'drizzle-orm';
import type { Filter } from '@/lib/address';
import { config } from '@/lib/config';
import { openCursor, type SourcePosition, sealCursor } from '@/lib/paging';
import type { Viewer } from '@/lib/viewer';
import type { ActionPage } from './action';
import { type ActionRow, actionColumns } from './columns';
import { filterCondition } from './filter-sql';
import { assertNarrow } from './narrowing';
import { read } from './read';
import { visibleTo } from './scope';

export interface ListOptions {
  readonly filter: Filter;
  /** The zone in which days of the filter are meant. */
  readonly zone: string;
  readonly order?: 'desc' | 'asc';
  /** 1 to 1,000. */
  readonly limit?: number;
  /** A cursor of an earlier page: what comes after it in the order, or before it. `after` wins. */
  readonly after?: string | null;
  readonly before?: string | null;
}

/** Beyond this nobody counts: "10,000+". */
export const mostCounted = 10_000;

/**
 * Actions in the order of their time, a page at a time, without metadata. A row that is recorded meanwhile moves no other to
 * another page.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a cursor that is none of ours; `needs-narrowing`
 */
export async function listActions(viewer: Viewer, options: ListOptions): Promise<ActionPage> {
  await assertNarrow(options.filter);
  return listAnyOf(viewer, [filterCondition(options.filter, options.zone)], { ...options, list: 'actions' });
}

/**
 * The same for rows that satisfy one of several conditions, of which no row may satisfy two: each is asked for on its own, so
 * that Postgres finds the best way for each. The caller knows that they are narrow. `list` keeps its cursors apart from those
 * of other lists.
 */
export async function listAnyOf(
  viewer: Viewer,
  conditions: readonly SQL[],
  options: ListOptions & { readonly list: string },
): Promise<ActionPage> {
  const { list, filter, zone, order = 'desc', limit = 100, after, before } = options;
  const context = { list, filter, order, zone, viewer, secret: config().secret };
  const isBackwards = !after && Boolean(before);
  const cursor = after || before || null;
  const start = cursor === null ? null : (openCursor(cursor, context)[0] ?? null);
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
  const rows = await read<ListedRow>(
    pageStatement(
      conditions.map((condition) => sql`${visibleTo(viewer)} and ${condition}`),
      { start, isDescending: (order === 'desc') !== isBackwards, size: size + 1 },
    ),
  );
  const found = rows.filter((row) => row.ref !== null);
  const shown = found.slice(0, size);
  if (isBackwards) shown.reverse();
  const hasFurther = found.length > size;
  const counted = Number(rows[0]?.counted ?? 0);
  const cursorAt = (row: ListedRow | undefined) => (row ? sealCursor([positionOf(row)], context) : null);
  return {
    rows: shown.map(({ counted: _counted, key_time: _time, key_id: _id, ...action }) => action),
    next: isBackwards || hasFurther ? cursorAt(shown.at(-1)) : null,
    previous: (isBackwards ? hasFurther : start !== null) ? cursorAt(shown[0]) : null,
    count: { value: Math.min(counted, mostCounted), capped: counted > mostCounted },
  };
}

type ListedRow = ActionRow & { counted: string; key_time: string; key_id: string };

/**
 * The page and the count in one round trip; the count alone where the page is empty. Few matches are counted whole, so that
 * the page is cut out of them; among many the next one is never far, so that it is walked to in the order of the list. Either
 * way the size of the table has no part in it, also where all matches are old.
 */
function pageStatement(
  conditions: readonly SQL[],
  { start, isDescending, size }: { start: SourcePosition | null; isDescending: boolean; size: number },
): SQL {
  const direction = isDescending ? sql`desc` : sql`asc`;
  const beyond =
    start && sql`and (a.created_at, a.id) ${isDescending ? sql`<` : sql`>`} (${start.createdAt}::timestamptz, ${start.key}::bigint)`;
  const rest = sql`${beyond ?? sql``} order by a.created_at ${direction}, a.id ${direction} limit ${size}`;
  const each = (write: (condition: SQL) => SQL) => sql.join(conditions.map(write), sql` union all `);
  return sql`
    with matched as materialized (
      ${each((condition) => sql`(select a.created_at, a.id from admin_actions a where ${condition} limit ${mostCounted + 1})`)}
    ), counted as materialized (
      select count(*) as matches from matched
    ), page as materialized (
      select a.created_at, a.id from (
        (select a.created_at, a.id from matched a where (select matches from counted) <= ${mostCounted} ${rest})
        union all
        ${each(
          (condition) =>
            sql`(select a.created_at, a.id from admin_actions a where (select matches from counted) > ${mostCounted} and ${condition} ${rest})`,
        )}
      ) as a where true ${rest}
    )
    select ${actionColumns}, a.created_at::text as key_time, a.id::text as key_id, counted.matches::text as counted
    from counted left join (page join admin_actions a using (created_at, id)) on true
    order by a.created_at ${direction}, a.id ${direction}`;
}

/** One table, one position; other teams' tables will have theirs beside it. */
function positionOf({ key_time, key_id }: ListedRow): SourcePosition {
  return { source: 'admin_actions', createdAt: key_time, key: key_id };
}
