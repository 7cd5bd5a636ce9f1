import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { addDays } from '@/lib/time';
import { usageCondition } from './filter-sql';
import { visibleTo } from './scope';
import { assertStretch, within } from './stretch';
import type { UsageStore } from './usage-store';

const mostDaysBetween = 365;

/** Both events with the feature; the first in these days, the second maybe after them. Events without a user take no part. */
export const funnel: UsageStore['funnel'] = async (viewer, feature, { steps: [first, second], withinDays, ...question }) => {
  const { filter, zone } = question;
  const visible = visibleTo(viewer);
  assertStretch(question);
  const days = Math.min(Math.max(Math.trunc(withinDays) || 1, 1), mostDaysBetween);
  const [row] = await askForScreen<{ first: number; second: number }>(sql`
    select count(distinct (org_id, user_id))::int as first,
      (count(distinct (org_id, user_id)) filter (where next <= created_at + make_interval(days => ${days}::int)))::int as second
    from (
      select coalesce(a.org_id, '') as org_id, a.user_id, a.created_at, a.event = ${first} and ${within(question)} as is_first,
        min(a.created_at) filter (where a.event = ${second}) over (
          partition by a.org_id, a.user_id order by a.created_at, a.id rows between 1 following and unbounded following
        ) as next
      from usage_events a
      where ${visible} and ${usageCondition(filter, zone)} and a.feature = ${feature} and a.event = any(${sql.param([first, second])}::text[])
        and a.user_id is not null and not a.flags @> '{bot}'
        and ${within({ ...question, to: addDays(question.to, days) })}
    ) as e where is_first`);
  return { first: row?.first ?? 0, second: row?.second ?? 0 };
};
