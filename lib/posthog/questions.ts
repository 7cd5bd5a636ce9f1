import { z } from 'zod';

/*
 * Every text of HogQL that PostHog is ever asked. What differs from one question to the next stands in braces and is sent beside the text
 * (`values`), also the names of properties and the zone, so that nothing that anybody typed is ever part of a text.
 *
 * Days and hours are counted from seconds of the epoch: what PostHog makes of a time depends on the zone of its project. Rows come in the
 * order of what tells them apart, so that the next page begins behind the last row. SDKs' own events begin with `$` and are no use.
 */

/** No longer than an index of ours takes. */
const mostCharacters = 150;
const tag = (name: string) => `substringUTF8(ifNull(toString(properties[{${name}}]), ''), 1, ${mostCharacters})`;
const feature = tag('feature_tag');
const surface = tag('surface_tag');
const org = tag('org_tag');
const request = "ifNull(toString(properties[{request_tag}]), '')";
const session = "ifNull(toString(properties.$session_id), '')";
/** An anonymous visitor, or nobody at all: PostHog keeps no person for them. */
const isNobody = "(empty(distinct_id) OR ifNull(toString(properties.$process_person_profile), '') IN ('false', '0'))";
const dayInZone = "formatDateTime(toTimeZone(timestamp, {zone}), '%Y-%m-%d')";
const weekInZone = "formatDateTime(toStartOfWeek(toTimeZone(timestamp, {zone}), 1), '%Y-%m-%d')";
const within = 'timestamp >= fromUnixTimestamp({from}) AND timestamp < fromUnixTimestamp({to})';
const isUse = "not startsWith(event, '$')";
const isSeen = `({sees_all} = 1 OR has({orgs}, ${org}))`;

/** The most that PostHog gives at once; without a limit of its own a question gets 100 rows. */
export const mostRows = 50_000;
export const mostEvents = 1_000;

const hours = `
  SELECT intDiv(toUnixTimestamp(timestamp), 3600) AS hour, ${feature} AS feature, ${surface} AS surface, ${org} AS org,
    count() AS events, countIf(${isNobody}) AS nobody, countIf(notEmpty(${request})) AS requests,
    toUnixTimestamp64Milli(min(timestamp)) AS first_at, toUnixTimestamp64Milli(max(timestamp)) AS last_at
  FROM events WHERE ${within} AND ${isUse}
  GROUP BY hour, feature, surface, org
  HAVING {is_first} = 1 OR tuple(hour, feature, surface, org) > tuple({after_hour}, {after_feature}, {after_surface}, {after_org})
  ORDER BY hour ASC, feature ASC, surface ASC, org ASC LIMIT ${mostRows}`;

const people = 'sum(n) AS events, sum(n_nobody) AS nobody, countIf(n > n_nobody) AS people, countIf(days >= 2) AS came_back';
const ends = 'toUnixTimestamp64Milli(min(a)) AS first_at, toUnixTimestamp64Milli(max(b)) AS last_at';

/** Within an organisation each person counts once for a feature, or for a feature and something that is told apart below it. */
function counted(key: string): string {
  return `
  SELECT feature, key, org, ${people}, ${ends}
  FROM (
    SELECT ${feature} AS feature, ${key} AS key, ${org} AS org, person_id, count() AS n, countIf(${isNobody}) AS n_nobody,
      count(DISTINCT if(${isNobody}, NULL, ${dayInZone})) AS days, min(timestamp) AS a, max(timestamp) AS b
    FROM events WHERE ${within} AND ${isUse}
    GROUP BY feature, key, org, person_id
  )
  GROUP BY feature, key, org
  HAVING {is_first} = 1 OR tuple(feature, key, org) > tuple({after_feature}, {after_key}, {after_org})
  ORDER BY feature ASC, key ASC, org ASC LIMIT ${mostRows}`;
}

/**
 * Whom a week saw for the first time, as far back as is looked, and which weeks saw them again: `2026-10-05/2026-10-12`. Only of those who
 * were new in `since` or later.
 */
const cohorts = `
  SELECT feature, concat(cohort, '/', week) AS key, org, count() AS people
  FROM (
    SELECT feature, org, cohort, arrayJoin(weeks) AS week
    FROM (
      SELECT ${feature} AS feature, ${org} AS org, person_id, min(${weekInZone}) AS cohort, groupUniqArray(${weekInZone}) AS weeks
      FROM events WHERE ${within} AND ${isUse} AND not ${isNobody}
      GROUP BY feature, org, person_id
      HAVING cohort >= {since}
    )
  )
  GROUP BY feature, key, org
  HAVING {is_first} = 1 OR tuple(feature, key, org) > tuple({after_feature}, {after_key}, {after_org})
  ORDER BY feature ASC, key ASC, org ASC LIMIT ${mostRows}`;

const eventsOfId = `
  SELECT toString(uuid) AS id, event, toUnixTimestamp64Milli(timestamp) AS at, distinct_id, ${isNobody} AS nobody,
    ${session} AS session, ${feature} AS feature, ${surface} AS surface, ${org} AS org, ${request} AS request
  FROM events WHERE ${within} AND (${request} = {id} OR ${session} = {id}) AND ${isSeen}
    AND ({is_first} = 1 OR tuple(toUnixTimestamp64Milli(timestamp), toString(uuid)) > tuple({after_at}, {after_id}))
  ORDER BY at ASC, id ASC LIMIT ${mostEvents}`;

const funnel = `
  SELECT countIf(notEmpty(firsts)) AS first, countIf(arrayExists(x -> arrayExists(y -> y > x AND y <= x + {within_ms}, seconds), firsts)) AS second
  FROM (
    SELECT ${org} AS org, person_id,
      groupArrayIf(toUnixTimestamp64Milli(timestamp), event = {first} AND timestamp < fromUnixTimestamp({to})) AS firsts,
      groupArrayIf(toUnixTimestamp64Milli(timestamp), event = {second}) AS seconds
    FROM events WHERE timestamp >= fromUnixTimestamp({from}) AND timestamp < fromUnixTimestamp({until})
      AND event IN ({first}, {second}) AND ${feature} = {feature} AND not ${isNobody} AND ${isSeen}
    GROUP BY org, person_id
  ) LIMIT 1`;

/** The most sessions whose recordings are asked for at once. */
export const mostSessions = 100;

/** When recordings of sessions began and ended, in milliseconds of the epoch. No row for a session: it has none. */
const replays = `
  SELECT session_id AS session, toUnixTimestamp64Milli(min(min_first_timestamp)) AS began_at, toUnixTimestamp64Milli(max(max_last_timestamp)) AS ended_at
  FROM raw_session_replay_events
  WHERE has({sessions}, session_id) AND min_first_timestamp >= fromUnixTimestamp({from}) AND min_first_timestamp < fromUnixTimestamp({to})
  GROUP BY session_id ORDER BY session ASC LIMIT ${mostSessions}`;

/** The newest sessions in which a feature was used, when it first was in each, and by whom. */
const sessionsOfFeature = `
  SELECT ${session} AS session, toUnixTimestamp64Milli(min(timestamp)) AS used_at, argMaxIf(distinct_id, timestamp, not ${isNobody}) AS distinct_id
  FROM events WHERE ${within} AND ${isUse} AND ${feature} = {feature} AND notEmpty(${session}) AND ${isSeen}
  GROUP BY session ORDER BY used_at DESC, session ASC LIMIT ${mostSessions}`;

/** Whether it answers, and to us. */
const check = 'SELECT 1 AS one LIMIT 1';

const count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Null where PostHog made nothing of it. */
const label = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const hourRow = z.object({
  hour: count,
  feature: label,
  surface: label,
  org: label,
  events: count,
  nobody: count,
  requests: count,
  first_at: count,
  last_at: count,
});
const countedRow = z.object({
  feature: label,
  key: label,
  org: label,
  events: count,
  nobody: count,
  people: count,
  came_back: count,
  first_at: count,
  last_at: count,
});
const cohortRow = z.object({ feature: label, key: label, org: label, people: count });
const eventRow = z.object({
  id: z.string(),
  event: z.string(),
  at: count,
  distinct_id: label,
  nobody: z.union([z.boolean(), count]).transform(Boolean),
  session: label,
  feature: label,
  surface: label,
  org: label,
  request: label,
});

export type HourRow = z.output<typeof hourRow>;
export type CountedRow = z.output<typeof countedRow>;
export type CohortRow = z.output<typeof cohortRow>;
export type EventRow = z.output<typeof eventRow>;

interface Question<Row> {
  readonly text: string;
  readonly row: z.ZodType<Row>;
}

export const questions = {
  hours: asked(hours, hourRow),
  by_feature: asked(counted("''"), countedRow),
  by_surface: asked(counted(surface), countedRow),
  by_event: asked(counted(`substringUTF8(event, 1, ${mostCharacters})`), countedRow),
  by_day: asked(counted(dayInZone), countedRow),
  cohorts: asked(cohorts, cohortRow),
  events_of_id: asked(eventsOfId, eventRow),
  funnel: asked(funnel, z.object({ first: count, second: count })),
  sessions_of_feature: asked(sessionsOfFeature, z.object({ session: z.string(), used_at: count, distinct_id: label })),
  replays: asked(replays, z.object({ session: z.string(), began_at: count, ended_at: count })),
  check: asked(check, z.object({ one: count })),
};
export type QuestionName = keyof typeof questions;
export type RowOf<Name extends QuestionName> = (typeof questions)[Name] extends Question<infer Row> ? Row : never;

/** One line, as it is told apart in PostHog's own log of queries. */
function asked<Row>(text: string, row: z.ZodType<Row>): Question<Row> {
  return { text: text.replaceAll(/\s+/g, ' ').trim(), row };
}
