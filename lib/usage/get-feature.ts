import { type SQL, sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { instantText } from '@/lib/filter-sql';
import type { Viewer } from '@/lib/viewer';
import { type Counted, countStatement, featureUseFrom } from './count-features';
import type { FeatureDetail } from './feature-use';
import { isUse, usageCondition } from './filter-sql';
import { listSurfaces } from './list-surfaces';
import { visibleTo } from './scope';
import { assertStretch, dayIn, within } from './stretch';
import type { UsageQuestion } from './usage-store';

/** As many organisations and kinds of events as a page shows. */
const mostRows = 200;

/** @throws {AppError} `not-permitted`; `malformed`; `needs-narrowing` */
export async function getFeature(viewer: Viewer, feature: string, question: UsageQuestion): Promise<FeatureDetail | null> {
  assertStretch(question);
  const [row] = await askForScreen<{ counted: string }>(countStatement(viewer, question, feature));
  if (!row) throw new Error('Counting gave no answer.');
  const { features, as_of } = JSON.parse(row.counted) as Counted;
  const [counted] = features;
  if (!counted || feature === '') return null;
  const asked = ofFeature(viewer, feature, question);
  const [surfaces, orgs, names, weeks] = await Promise.all([
    listSurfaces(viewer, { ...question, filter: { terms: [...question.filter.terms, isFeature(feature)] }, limit: mostRows }),
    askForScreen<FeatureDetail['orgs_using'][number] & Record<string, unknown>>(sql`
      select p.org_id, sum(p.n)::int as events, count(p.user_id)::int as users, ${instantText(sql`max(p.last)`)} as last_used from (
        select a.org_id, a.user_id, count(*) as n, max(a.created_at) as last from usage_events a where ${asked} and ${within(question)} group by 1, 2
      ) as p group by 1 order by events desc, p.org_id limit ${mostRows}`),
    askForScreen<FeatureDetail['events_by_name'][number] & Record<string, unknown>>(sql`
      select p.event, sum(p.n)::int as events, count(p.user_id)::int as users from (
        select a.event, a.org_id, a.user_id, count(*) as n from usage_events a where ${asked} and ${within(question)} group by 1, 2, 3
      ) as p group by 1 order by events desc, p.event limit ${mostRows}`),
    askForScreen<WeekRow>(cohortStatement(asked, question)),
  ]);
  return {
    ...featureUseFrom(counted, question),
    surfaces_used: surfaces,
    orgs_using: orgs,
    events_by_name: names,
    cohorts: cohortsFrom(weeks),
    as_of,
    caveats: [],
  };
}

function isFeature(feature: string) {
  return { kind: 'field', isNegated: false, field: { key: 'feature' }, values: [{ kind: 'is', text: feature }] } as const;
}

function ofFeature(viewer: Viewer, feature: string, { filter, zone }: UsageQuestion): SQL {
  return sql`${visibleTo(viewer)} and ${isUse(filter)} and ${usageCondition(filter, zone)} and a.feature = ${feature}`;
}

interface WeekRow extends Record<string, unknown> {
  readonly week: string;
  /** People of this week who came again in the week that is so many weeks later; of week 0, all of them. */
  readonly later: number;
  readonly users: number;
}

/** Weeks from Monday. New is who never came before, as far as events are kept. */
function cohortStatement(asked: SQL, { zone, from, to }: UsageQuestion): SQL {
  return sql`
    with weeks as (
      select a.org_id, a.user_id, date_trunc('week', ${dayIn(zone)})::date as week from usage_events a
      where ${asked} and a.user_id is not null and ${dayIn(zone)} <= ${to}::date group by 1, 2, 3
    ), began as (
      select org_id, user_id, week, min(week) over (partition by org_id, user_id) as first from weeks
    ), all_weeks as (
      select c.week::date as week, (l.week::date - c.week::date) / 7 as later
      from generate_series(date_trunc('week', ${from}::timestamp), ${to}::timestamp, interval '7 days') as c (week)
      cross join lateral generate_series(c.week, ${to}::timestamp, interval '7 days') as l (week)
    )
    select to_char(w.week, 'YYYY-MM-DD') as week, w.later, count(b.user_id)::int as users from all_weeks w
    left join began b on b.first = w.week and b.week = w.week + w.later * 7 group by w.week, w.later order by w.week, w.later`;
}

function cohortsFrom(rows: readonly WeekRow[]): FeatureDetail['cohorts'] {
  const weeks = [...new Set(rows.map(({ week }) => week))];
  return weeks.map((week) => {
    const [users = 0, ...returned] = rows.filter((row) => row.week === week).map((row) => row.users);
    return { week, users, returned };
  });
}
