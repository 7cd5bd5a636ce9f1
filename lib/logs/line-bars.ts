import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { instantText } from '@/lib/filter-sql';
import { addSeconds } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { filterCondition } from './filter-sql';
import type { LineBar, LineBars, LineQuestion } from './line-store';
import { assertNarrow } from './narrowing';
import { visibleTo } from './scope';

const mostCounted = 100_000;
export const mostBars = 90;

/** In seconds: what clocks and calendars are divided into. */
export const barSteps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000, 31_536_000] as const;

/**
 * When the lines of a list were written: as many bars as a screen shows, of the same length, beginning where a day of the zone would.
 *
 * @throws {AppError} `not-permitted`; `needs-narrowing`
 */
export async function lineBars(viewer: Viewer, { filter, zone }: LineQuestion): Promise<LineBars> {
  const condition = sql`${visibleTo(viewer)} and ${filterCondition(filter, zone)}`;
  await assertNarrow(filter);
  const rows = await askForScreen<{ at: string; count: number; errors: number; seconds: number; total: number }>(sql`
    with matched as materialized (
      select a.created_at, a.level in ('error', 'fatal') as is_error from log_lines a where ${condition}
      order by a.created_at desc, a.id desc limit ${mostCounted + 1}
    ), span as (
      select count(*)::int as total, coalesce(extract(epoch from max(created_at) - min(created_at)), 0) as seconds,
        date_trunc('day', min(created_at), ${zone}) as origin from matched
    ), step as (
      select coalesce(min(s.seconds) filter (where s.seconds * ${mostBars - 1} >= span.seconds), max(s.seconds)) as seconds
      from span, unnest(${sql.param([...barSteps])}::float8[]) as s (seconds)
    ), counted as (
      select date_bin(make_interval(secs => step.seconds), m.created_at, span.origin) as at, count(*)::int as count,
        (count(*) filter (where m.is_error))::int as errors
      from matched m, span, step group by 1
    )
    select ${instantText(sql`c.at`)} as at, c.count, c.errors, step.seconds, span.total from counted c, span, step order by c.at`);
  const seconds = rows[0]?.seconds ?? 1;
  return { seconds, bars: withoutGaps(rows, seconds), sampled: (rows[0]?.total ?? 0) > mostCounted };
}

/** Times that no calendar can step through stand as they are. */
export function withoutGaps(
  rows: readonly { readonly at: string; readonly count: number; readonly errors: number }[],
  seconds: number,
): LineBar[] {
  const counts = new Map(rows.map((row) => [row.at, row]));
  const last = rows.at(-1)?.at ?? '';
  const bars: LineBar[] = [];
  let from: string | null = rows[0]?.at ?? null;
  while (from !== null && bars.length <= mostBars) {
    const to: string | null = addSeconds(from, seconds);
    const { count = 0, errors = 0 } = counts.get(from) ?? {};
    bars.push({ from, to: to ?? from, count, errors });
    from = from === last ? null : to;
  }
  return bars;
}
