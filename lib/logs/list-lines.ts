import { type SQL, sql } from 'drizzle-orm';
import { defaultLimit } from '@/lib/address';
import { config } from '@/lib/config';
import { askForScreen } from '@/lib/database';
import { type CursorContext, openCursor, type SourcePosition, sealCursor } from '@/lib/paging';
import type { Viewer } from '@/lib/viewer';
import { lineColumns } from './columns';
import { filterCondition } from './filter-sql';
import type { Line, LinePage } from './line';
import type { LineListOptions } from './line-store';
import { assertNarrow } from './narrowing';
import { visibleTo } from './scope';

const mostCounted = 10_000;

/**
 * Lines in the order of their time, those of one microsecond in the order of their arrival, a page at a time. A line that arrives
 * meanwhile moves no other to another page.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a cursor that is none of ours; `needs-narrowing`
 */
export async function listLines(viewer: Viewer, options: LineListOptions): Promise<LinePage> {
  const { filter, zone, order = 'desc', limit = defaultLimit, after, before } = options;
  const visible = visibleTo(viewer);
  await assertNarrow(filter);
  const context: CursorContext = { list: 'lines', filter, order, zone, viewer, secret: config().secret };
  const isBackwards = !after && Boolean(before);
  const cursor = after || before || null;
  const start = cursor === null ? null : (openCursor(cursor, context)[0] ?? null);
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
  const condition = sql`${visible} and ${filterCondition(filter, zone)}`;
  const found = await askForScreen<ListedRow>(
    pageStatement(condition, { start, isDescending: (order === 'desc') !== isBackwards, size: size + 1 }),
  );
  const rows = found.filter(({ id }) => id !== null);
  const shown = rows.slice(0, size);
  if (isBackwards) shown.reverse();
  const hasFurther = rows.length > size;
  const counted = Number(found[0]?.counted ?? 0);
  const cursorAt = (row: ListedRow | undefined) =>
    row ? sealCursor([{ source: 'log_lines', createdAt: row.key_time, key: row.id }], context) : null;
  return {
    rows: shown.map(({ counted: _counted, key_time: _time, ...line }) => line),
    next: isBackwards || hasFurther ? cursorAt(shown.at(-1)) : null,
    previous: (isBackwards ? hasFurther : start !== null) ? cursorAt(shown[0]) : null,
    count: { value: Math.min(counted, mostCounted), capped: counted > mostCounted },
    caveats: [],
  };
}

type ListedRow = Line & Record<string, unknown> & { readonly counted: string; readonly key_time: string };

interface Stretch {
  readonly start: SourcePosition | null;
  readonly isDescending: boolean;
  readonly size: number;
}

/**
 * The page and the count in one round trip; the count alone where the page is empty. Few matches are counted whole, so that the page
 * is cut out of them; among many the next one is never far, so that it is walked to in the order of the list.
 */
function pageStatement(condition: SQL, { start, isDescending, size }: Stretch): SQL {
  const direction = isDescending ? sql`desc` : sql`asc`;
  const beyond = start
    ? sql`and (a.created_at, a.id) ${isDescending ? sql`<` : sql`>`} (${start.createdAt}::timestamptz, ${start.key}::bigint)`
    : sql``;
  const rest = sql`${beyond} order by a.created_at ${direction}, a.id ${direction} limit ${size}`;
  const place = sql`a.created_at, a.id, a.recorded_at`;
  return sql`
    with matched as materialized (
      select ${place} from log_lines a where ${condition} limit ${mostCounted + 1}
    ), counted as materialized (
      select count(*) as matches from matched
    ), page as materialized (
      select ${place} from (
        (select ${place} from matched a where (select matches from counted) <= ${mostCounted} ${rest})
        union all
        (select ${place} from log_lines a where (select matches from counted) > ${mostCounted} and ${condition} ${rest})
      ) as a where true ${rest}
    )
    select ${lineColumns}, a.created_at::text as key_time, counted.matches::text as counted
    from counted left join (page p join log_lines a on a.id = p.id and a.recorded_at = p.recorded_at) on true
    order by a.created_at ${direction}, a.id ${direction}`;
}
