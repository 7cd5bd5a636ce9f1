import { type SQL, sql } from 'drizzle-orm';
import { instantText } from '@/lib/filter-sql';
import type { Viewer } from '@/lib/viewer';
import type { FeatureUse } from './feature-use';
import { asksByFeatureAlone, isUse, usageCondition } from './filter-sql';
import { visibleTo } from './scope';
import { before, dayIn, daysOf, type Stretch, within } from './stretch';
import type { UsageQuestion } from './usage-store';

/** What was counted, as short as it can be said. */
export interface Counted {
  readonly as_of: string;
  /** Absent where a store cannot tell. */
  readonly bots?: number;
  readonly features: readonly CountedFeature[];
}

export interface CountedFeature {
  /** Empty for events that carry none. */
  readonly feature: string;
  readonly events: number;
  readonly without: number;
  readonly users: number;
  readonly returning: number;
  readonly orgs: number;
  readonly surfaces: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly before_events: number;
  readonly before_users: number;
  /** Days on which there was something. Null users: nobody knows. */
  readonly trend: readonly (readonly [day: string, events: number, users: number | null])[] | null;
}

/**
 * One statement for all features, or for the one that is named: people of a day first, of whom everything else is counted. Features are
 * those that were ever used, also those of which nothing is left but that.
 *
 * @throws {AppError} `not-permitted`
 */
export function countStatement(viewer: Viewer, { filter, zone, from, to }: UsageQuestion, only?: string): SQL {
  const visible = visibleTo(viewer);
  const stretch: Stretch = { from, to, zone };
  const both: Stretch = { ...stretch, from: before(stretch).from };
  const one = only === undefined ? sql`true` : sql`a.feature = ${only}`;
  const asked = sql`${visible} and ${isUse(filter)} and ${usageCondition(filter, zone)} and ${one}`;
  const known = sql`(select source, nullif(feature, '') as feature, nullif(org_id, '') as org_id, first_used, last_used from usage_features)`;
  const ever = asksByFeatureAlone(filter)
    ? sql`select coalesce(a.feature, '') as feature, min(a.first_used) as first, max(a.last_used) as last from ${known} as a
        where ${visible} and ${usageCondition(filter, zone)} and ${one} group by 1`
    : sql`select coalesce(a.feature, '') as feature, min(a.created_at) as first, max(a.created_at) as last from usage_events a where ${asked} group by 1`;
  const isNow = sql`day >= ${from}::date`;
  return sql`
    with ever as (${ever}), used as materialized (
      select coalesce(a.feature, '') as feature, a.org_id, a.user_id, ${dayIn(zone)} as day, count(*)::int as n from usage_events a
      where ${asked} and ${within(both)} group by 1, 2, 3, 4
    ), people as (
      select feature, org_id, user_id, coalesce(sum(n) filter (where ${isNow}), 0) as events, count(*) filter (where ${isNow}) as days,
        coalesce(sum(n) filter (where not ${isNow}), 0) as before from used group by 1, 2, 3
    ), counts as (
      select feature, sum(events) as events, coalesce(sum(events) filter (where user_id is null), 0) as without,
        count(*) filter (where user_id is not null and days > 0) as users,
        count(*) filter (where user_id is not null and days > 1) as returning,
        count(distinct org_id) filter (where days > 0) as orgs,
        sum(before) as before_events, count(*) filter (where user_id is not null and before > 0) as before_users
      from people group by 1
    ), trends as (
      select feature, json_agg(json_build_array(to_char(day, 'YYYY-MM-DD'), events, users) order by day) as trend from (
        select feature, day, sum(n) as events, count(user_id) as users from used where ${isNow} group by 1, 2
      ) as d group by 1
    ), surfaces as (
      select feature, count(*) as surfaces from (
        select distinct coalesce(a.feature, '') as feature, a.surface from usage_events a where ${asked} and ${within(stretch)} and a.surface is not null
      ) as s group by 1
    )
    select json_build_object(
      'as_of', ${instantText(sql`now()`)},
      'bots', (select count(*) from usage_events a where ${visible} and ${usageCondition(filter, zone)} and ${one}
        and a.flags @> '{bot}' and ${within(stretch)}),
      'features', coalesce((
        select json_agg(json_build_object('feature', e.feature, 'events', coalesce(c.events, 0), 'without', coalesce(c.without, 0),
          'users', coalesce(c.users, 0), 'returning', coalesce(c.returning, 0), 'orgs', coalesce(c.orgs, 0),
          'surfaces', coalesce(s.surfaces, 0), 'first', ${instantText(sql`e.first`)}, 'last', ${instantText(sql`e.last`)},
          'before_events', coalesce(c.before_events, 0), 'before_users', coalesce(c.before_users, 0), 'trend', t.trend))
        from ever e left join counts c on c.feature = e.feature
        left join trends t on t.feature = e.feature
        left join surfaces s on s.feature = e.feature
      ), '[]'))::text as counted`;
}

/** An answer that is kept ready is told over and over. */
const told = new WeakMap<CountedFeature, FeatureUse>();

/** @param stretch the days that were asked about */
export function featureUseFrom(counted: CountedFeature, stretch: { readonly from: string; readonly to: string }): FeatureUse {
  const known = told.get(counted);
  if (known) return known;
  const use = toldOver(counted, stretch);
  told.set(counted, use);
  return use;
}

function toldOver(counted: CountedFeature, stretch: { readonly from: string; readonly to: string }): FeatureUse {
  const found = new Map(counted.trend?.map(([day, events, users]) => [day, { events, users }]));
  return {
    feature: counted.feature === '' ? null : counted.feature,
    events: counted.events,
    events_without_user: counted.without,
    users: counted.users,
    returning_users: counted.returning,
    orgs: counted.orgs,
    surfaces: counted.surfaces,
    first_used: counted.first,
    last_used: counted.last,
    before: { events: counted.before_events, users: counted.before_users },
    trend: daysOf(stretch).map((day) => ({ day, ...(found.get(day) ?? { events: 0, users: 0 }) })),
  };
}
