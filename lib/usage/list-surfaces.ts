import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { instantText } from '@/lib/filter-sql';
import type { SurfaceUse } from './feature-use';
import { isUse, usageCondition } from './filter-sql';
import { visibleTo } from './scope';
import { assertStretch, within } from './stretch';
import type { UsageStore } from './usage-store';

/** Surfaces on which something was used in these days, the most used first. @throws {AppError} `not-permitted`; `malformed`; `needs-narrowing` */
export const listSurfaces: UsageStore['surfaces'] = async (viewer, question) => {
  const { filter, zone, limit = 100 } = question;
  const visible = visibleTo(viewer);
  assertStretch(question);
  const most = Math.min(Math.max(Math.trunc(limit) || 1, 1), 10_000);
  return askForScreen<SurfaceUse & Record<string, unknown>>(sql`
    select p.feature, p.surface, sum(p.n)::int as events, count(p.user_id)::int as users, ${instantText(sql`max(p.last)`)} as last_used from (
      select a.feature, a.surface, a.org_id, a.user_id, count(*) as n, max(a.created_at) as last from usage_events a
      where ${visible} and ${isUse(filter)} and ${usageCondition(filter, zone)} and ${within(question)} group by 1, 2, 3, 4
    ) as p group by 1, 2 order by events desc, p.feature, p.surface limit ${most}`);
};
