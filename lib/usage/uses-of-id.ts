import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { instantText } from '@/lib/filter-sql';
import type { ProductEvent } from './feature-use';
import { carriesRequest } from './filter-sql';
import { visibleTo } from './scope';
import type { UsageStore } from './usage-store';

/** Product events of a request or a session, whoever made them, crawlers too. @throws {AppError} `not-permitted` */
export const usesOfId: UsageStore['ofId'] = async (viewer, id, { limit }) => {
  const events = await askForScreen<ProductEvent & Record<string, unknown>>(sql`
    select a.id::text as id, a.event_id, ${instantText(sql`a.created_at`)} as time, a.source, a.event, a.user_id, a.session_id, a.feature,
      a.surface, a.org_id, a.request_id, a.trust, a.flags
    from usage_events a where ${visibleTo(viewer)} and ((${carriesRequest(id)}) or a.session_id = ${id})
    order by a.created_at, a.id limit ${limit}`);
  return { events, replays: [], caveats: [] };
};

/** @throws {AppError} `not-permitted` */
export const carriedTags: UsageStore['carried'] = async (viewer) => {
  const [row] = await askForScreen<{ events: number; users: number; requests: number; features: number }>(sql`
    select count(*)::int as events, count(a.user_id)::int as users, count(a.request_id)::int as requests, count(a.feature)::int as features
    from (
      select a.user_id, a.request_id, a.feature from usage_events a where ${visibleTo(viewer)} order by a.created_at desc, a.id desc limit 1000
    ) as a`);
  return row && row.events > 0 ? row : null;
};
