import { type SQL, sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { instantText } from '@/lib/filter-sql';
import type { EventRow } from '@/lib/posthog';
import type { Caveat } from '@/lib/reading';
import { instantFrom } from '@/lib/time';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { type Counted, featureUseFrom } from './count-features';
import type { FeatureDetail, ProductEvent, SurfaceUse } from './feature-use';
import { featurePage } from './list-features';
import { countsUnder, type Narrowed, narrowedBy } from './posthog-narrowing';
import type { PosthogPlace } from './posthog-place';
import { replaysOfFeature, replaysOfSessions } from './posthog-replays';
import { mondayOf, secondsOf } from './posthog-window';
import { type Counts, countsFor } from './posthog-windows';
import { assertStretch, before, daysOf } from './stretch';
import type { UsageQuestion, UsageStore } from './usage-store';

/** For all that one question asks of PostHog, so that a page is done at three seconds. */
const deadlineMs = 2_200;
const mostRows = 200;
const mostDaysBetween = 365;

/**
 * Use that a PostHog counts. Counts are read from our own tables, in which a sync keeps those of the usual days; those of other days are
 * asked for once, and kept. Where PostHog gives no answer what is kept is shown, with its age. Events of an ID, and funnels, are asked for
 * there every time.
 */
export function posthogUsage(place: PosthogPlace): UsageStore {
  return {
    async features(viewer, options) {
      const { counted, caveats, stretch } = await countFeatures(place, viewer, options);
      return { ...featurePage(viewer, { ...options, ...stretch }, counted), caveats };
    },

    async feature(viewer, feature, question) {
      const { counted, caveats, stretch, scope, narrowed } = await countFeatures(place, viewer, question, feature);
      const [found] = counted.features;
      if (!found || feature === '') return null;
      const asked = { ...question, ...stretch };
      const wanted = [
        { ...stretchOf(asked), breakdown: 'surface' as const },
        { ...stretchOf(asked), breakdown: 'event' as const },
        { ...stretchOf(asked), breakdown: 'cohort' as const },
      ];
      const counts = await countsFor(place, wanted, signal());
      const conditions = sql`${countsUnder(narrowed, scope.orgs)} and c.feature = left(${feature}, 150)`;
      const [surfaces, orgs, names, weeks] = await Promise.all([
        surfacesOf(counts, narrowed, conditions, mostRows),
        orgsOf(await countsFor(place, [{ ...stretchOf(asked), breakdown: mainOf(narrowed) }], signal()), narrowed, conditions),
        eventsByName(counts, conditions),
        cohortsOf(counts, conditions, asked),
      ]);
      return {
        ...featureUseFrom(found, asked),
        surfaces_used: surfaces,
        orgs_using: orgs,
        events_by_name: names,
        cohorts: weeks,
        as_of: counted.as_of,
        caveats: [...caveats, ...others(counts.caveats, caveats), ...(narrowed.surface === null ? [] : [wholeFeature])],
      };
    },

    async surfaces(viewer, { limit = 100, ...question }) {
      const scope = scopeOf(place, viewer);
      assertStretch(question);
      const narrowed = narrowedBy(question.filter);
      const counts = await countsFor(place, [{ ...stretchOf(question), breakdown: 'surface' }], signal());
      const most = Math.min(Math.max(Math.trunc(limit) || 1, 1), 10_000);
      return surfacesOf(counts, narrowed, countsUnder(narrowed, scope.orgs), most);
    },

    async funnel(viewer, feature, { steps: [first, second], withinDays, ...question }) {
      const scope = scopeOf(place, viewer);
      assertStretch(question);
      if (question.filter.terms.some(({ kind }) => kind !== 'unreadable')) {
        throw new AppError('malformed', 'PostHog is asked for a funnel over everything that is yours to see, and not by a filter.');
      }
      if (scope.orgs?.length === 0) return { first: 0, second: 0 };
      const days = Math.min(Math.max(Math.trunc(withinDays) || 1, 1), mostDaysBetween);
      const { from, to } = secondsOf(stretchOf(question));
      const values = {
        feature: [...feature].slice(0, 150).join(''),
        first,
        second,
        from,
        to,
        until: to + days * 86_400,
        within_ms: days * 86_400_000,
      };
      const { rows } = await place.remote.ask('funnel', { values: { ...values, ...seen(scope) }, signal: signal() });
      return rows[0] ?? { first: 0, second: 0 };
    },

    async ofId(viewer, id, { limit }) {
      const scope = scopeOf(place, viewer);
      if (scope.orgs?.length === 0 || id === '') return { events: [], replays: [], caveats: [] };
      const began = performance.now();
      const values = { id, ...timesOf(id, place.days), ...seen(scope) };
      const rows = await place.remote.askAll('events_of_id', { values, after: ['at', 'id'], most: limit, signal: signal() });
      const all = rows.map((row) => eventFrom(row, place)).filter(({ org_id: org }) => isSeen(org, scope));
      const events = all.slice(0, limit);
      const left = AbortSignal.timeout(Math.max(1, Math.floor(deadlineMs - (performance.now() - began))));
      return { events, replays: await replaysOfSessions(place, events, left), caveats: [] };
    },

    async replays(viewer, feature, days) {
      const scope = scopeOf(place, viewer);
      assertStretch(days);
      if (scope.orgs?.length === 0) return [];
      return replaysOfFeature(place, { feature, values: { ...secondsOf(days), ...seen(scope) } }, signal());
    },

    async carried(viewer) {
      const { orgs } = scopeOf(place, viewer);
      const [row] = await askForScreen<{ any: boolean; events: number; users: number; requests: number; features: number }>(sql`
        select exists (select from posthog_days where source = ${place.source}) as any, coalesce(sum(h.events), 0)::float8 as events,
          coalesce(sum(h.events - h.nobody), 0)::float8 as users, coalesce(sum(h.requests), 0)::float8 as requests,
          coalesce(sum(h.events) filter (where h.feature <> ''), 0)::float8 as features
        from (
          select n.*, sum(n.events) over (order by n.hour desc, n.feature, n.surface, n.org_id) - n.events as later from (
            select c.* from posthog_hours c where c.source = ${place.source} and ${ofOrgs(orgs)}
            order by c.hour desc, c.feature, c.surface, c.org_id limit 1000
          ) as n
        ) as h where h.later < 1000`);
      if (!row?.any) throw new AppError('unavailable', 'Nothing was read from PostHog yet.');
      const { any: _, ...counts } = row;
      return counts.events === 0 ? null : counts;
    },
  };
}

const wholeFeature: Caveat = { kind: 'truncated', why: 'events by their names and weeks are those of the whole feature' };

/** What is said once is enough. */
function others(more: readonly Caveat[], said: readonly Caveat[]): readonly Caveat[] {
  return more.filter(({ why }) => said.every((caveat) => caveat.why !== why));
}

interface Scope {
  /** Null for all of them, and what belongs to none. */
  readonly orgs: readonly string[] | null;
}

/** @throws {AppError} `not-permitted`; `not-implemented` for who sees some organisations where nothing says whose an event is */
function scopeOf({ remote }: PosthogPlace, viewer: Viewer): Scope {
  assertMay(viewer, 'usage:read');
  // An empty text stands for no organisation, which is nobody's.
  const orgs = orgScope(viewer)?.filter((org) => org !== '') ?? null;
  if (orgs !== null && remote.orgTag === null) {
    const why = 'Use in PostHog does not say here whose it is (org in USAGE_URL): only who sees every organisation sees it.';
    throw new AppError('not-implemented', why);
  }
  return { orgs };
}

function seen({ orgs }: Scope): { readonly sees_all: number; readonly orgs: readonly string[] } {
  return { sees_all: orgs === null ? 1 : 0, orgs: orgs ?? [''] };
}

/** What PostHog gave is looked at once more. */
function isSeen(org: string | null, { orgs }: Scope): boolean {
  return orgs === null || (org !== null && orgs.includes(org));
}

function ofOrgs(orgs: readonly string[] | null): SQL {
  return orgs === null ? sql`true` : sql`c.org_id = any(${sql.param([...orgs])}::text[])`;
}

function signal(): AbortSignal {
  return AbortSignal.timeout(deadlineMs);
}

function stretchOf({ from, to, zone }: UsageQuestion): { readonly from: string; readonly to: string; readonly zone: string } {
  return { from, to, zone };
}

/** People of one surface are counted apart from people of the whole feature. */
function mainOf({ surface }: Narrowed): 'feature' | 'surface' {
  return surface === null ? 'feature' : 'surface';
}

interface CountedHere {
  readonly counted: Counted;
  readonly caveats: readonly Caveat[];
  /** The days that were counted: others than were asked for where PostHog gives no answer. */
  readonly stretch: { readonly from: string; readonly to: string };
  readonly scope: Scope;
  readonly narrowed: Narrowed;
}

async function countFeatures(place: PosthogPlace, viewer: Viewer, question: UsageQuestion, only?: string): Promise<CountedHere> {
  const scope = scopeOf(place, viewer);
  assertStretch(question);
  const narrowed = narrowedBy(question.filter);
  const main = mainOf(narrowed);
  const asked = stretchOf(question);
  const wanted = [
    { ...asked, breakdown: main },
    { ...before(asked), breakdown: main },
    { ...asked, breakdown: 'surface' as const },
    { ...asked, breakdown: 'day' as const },
  ];
  const counts = await countsFor(place, wanted, signal());
  const [now, then, surfaces, days] = counts.ids;
  const one = only === undefined ? sql`true` : sql`c.feature = left(${only}, 150)`;
  const asks = sql`${countsUnder(narrowed, scope.orgs)} and ${one}`;
  const key = narrowed.surface === null ? sql`true` : sql`c.key = left(${narrowed.surface}, 150)`;
  const bySurface = narrowed.surface === null ? sql`true` : sql`c.surface = left(${narrowed.surface}, 150)`;
  const { from, to } = secondsOf({ ...asked, ...counts.stretch });
  // Days are counted for whole features. Of one surface only hours are known, and nobody in them.
  const trend =
    narrowed.surface === null
      ? sql`select c.feature, c.key as day, sum(c.events) as events, sum(c.people) as users from posthog_counts c
          where c.window_id = ${days}::bigint and ${asks} group by 1, 2`
      : sql`select c.feature, to_char(c.hour at time zone ${asked.zone}::text, 'YYYY-MM-DD') as day, sum(c.events) as events, null::numeric as users
          from posthog_hours c where c.source = ${place.source} and c.hour >= to_timestamp(${from}::float8) and c.hour < to_timestamp(${to}::float8)
          and ${asks} and ${bySurface} group by 1, 2`;
  const rows = await askForScreen<{ counted: string }>(sql`
    with counts as (
      select c.feature, sum(c.events) as events, sum(c.nobody) as without, sum(c.people) as users, sum(c.came_back) as came_back,
        count(distinct nullif(c.org_id, '')) as orgs, max(c.last_used) as last
      from posthog_counts c where c.window_id = ${now}::bigint and ${asks} and ${key} group by 1
    ), earlier as (
      select c.feature, sum(c.events) as events, sum(c.people) as users from posthog_counts c
      where c.window_id = ${then}::bigint and ${asks} and ${key} group by 1
    ), surfaces as (
      select c.feature, count(distinct c.key) as surfaces from posthog_counts c
      where c.window_id = ${surfaces}::bigint and c.key <> '' and ${asks} and ${key} group by 1
    ), days as (${trend}), trends as (
      select feature, json_agg(json_build_array(day, events, users) order by day) as trend from days group by 1
    ), ever as (
      select c.feature, min(c.first_used) as first, max(c.last_used) as last from posthog_ends c
      where c.source = ${place.source} and ${asks} and ${bySurface} group by 1
    )
    select json_build_object('feature', feature, 'events', coalesce(c.events, 0), 'without', coalesce(c.without, 0),
      'users', coalesce(c.users, 0), 'returning', coalesce(c.came_back, 0), 'orgs', coalesce(c.orgs, 0), 'surfaces', coalesce(s.surfaces, 0),
      'first', ${instantText(sql`e.first`)}, 'last', ${instantText(sql`greatest(e.last, c.last)`)},
      'before_events', coalesce(b.events, 0), 'before_users', coalesce(b.users, 0), 'trend', t.trend)::text as counted
    from ever e full join counts c using (feature) left join earlier b using (feature) left join surfaces s using (feature)
    left join trends t using (feature)`);
  const features = rows.map(({ counted }): Counted['features'][number] => JSON.parse(counted));
  return { counted: { as_of: counts.askedAt, features }, caveats: counts.caveats, stretch: counts.stretch, scope, narrowed };
}

function surfacesOf({ ids: [id] }: Counts, { surface }: Narrowed, conditions: SQL, most: number): Promise<readonly SurfaceUse[]> {
  const key = surface === null ? sql`true` : sql`c.key = left(${surface}, 150)`;
  return askForScreen<SurfaceUse & Record<string, unknown>>(sql`
    select nullif(c.feature, '') as feature, nullif(c.key, '') as surface, sum(c.events)::float8 as events, sum(c.people)::float8 as users,
      ${instantText(sql`max(c.last_used)`)} as last_used
    from posthog_counts c where c.window_id = ${id}::bigint and ${conditions} and ${key}
    group by c.feature, c.key order by events desc, nullif(c.feature, ''), nullif(c.key, '') limit ${most}`);
}

function orgsOf({ ids: [id] }: Counts, { surface }: Narrowed, conditions: SQL): Promise<FeatureDetail['orgs_using']> {
  const key = surface === null ? sql`true` : sql`c.key = left(${surface}, 150)`;
  return askForScreen<FeatureDetail['orgs_using'][number] & Record<string, unknown>>(sql`
    select nullif(c.org_id, '') as org_id, sum(c.events)::float8 as events, sum(c.people)::float8 as users,
      ${instantText(sql`max(c.last_used)`)} as last_used
    from posthog_counts c where c.window_id = ${id}::bigint and ${conditions} and ${key}
    group by c.org_id order by events desc, nullif(c.org_id, '') limit ${mostRows}`);
}

function eventsByName({ ids: [, id] }: Counts, conditions: SQL): Promise<FeatureDetail['events_by_name']> {
  return askForScreen<FeatureDetail['events_by_name'][number] & Record<string, unknown>>(sql`
    select c.key as event, sum(c.events)::float8 as events, sum(c.people)::float8 as users
    from posthog_counts c where c.window_id = ${id}::bigint and ${conditions} group by c.key order by events desc, c.key limit ${mostRows}`);
}

/** Every week of the stretch, and of each every week after it. */
async function cohortsOf({ ids: [, , id] }: Counts, conditions: SQL, { from, to }: UsageQuestion): Promise<FeatureDetail['cohorts']> {
  const rows = await askForScreen<{ key: string; users: number }>(sql`
    select c.key, sum(c.people)::float8 as users from posthog_counts c where c.window_id = ${id}::bigint and ${conditions} group by c.key`);
  const found = new Map(rows.map(({ key, users }) => [key, users]));
  const weeks = daysOf({ from: mondayOf(from), to }).filter((_, day) => day % 7 === 0);
  return weeks.map((week, at) => {
    const [users = 0, ...returned] = weeks.slice(at).map((later) => found.get(`${week}/${later}`) ?? 0);
    return { week, users, returned };
  });
}

const daySeconds = 86_400;

/**
 * Between which seconds events of an ID can be. Some IDs (UUID of version 7, as PostHog's own sessions) say when they were made, and a
 * session is over within a day; of others nothing is known.
 */
function timesOf(id: string, days: number): { readonly from: number; readonly to: number } {
  const now = Math.floor(Date.now() / 1_000);
  const whole = { from: now - days * daySeconds, to: now + daySeconds };
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.exec(id) ?? [];
  if (!high || !low) return whole;
  const made = Math.floor(Number.parseInt(high + low, 16) / 1_000);
  return made < whole.from || made > whole.to ? whole : { from: made - daySeconds, to: made + 2 * daySeconds };
}

/** Whoever has a project's key can send anything, and every browser has it: only the browser says so. */
function eventFrom(row: EventRow, { remote }: PosthogPlace): ProductEvent {
  const orNull = (text: string) => (text === '' ? null : text);
  return {
    id: row.id,
    event_id: row.id,
    time: instantFrom(new Date(row.at).toISOString()) ?? '',
    source: `posthog/${remote.project}`,
    event: row.event,
    user_id: row.nobody ? null : orNull(row.distinct_id),
    session_id: orNull(row.session),
    feature: orNull(row.feature),
    surface: orNull(row.surface),
    org_id: orNull(row.org),
    request_id: orNull(row.request),
    trust: 'client',
    flags: [],
  };
}
