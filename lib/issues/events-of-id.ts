import { type SQL, sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import type { Caveat } from '@/lib/reading';
import type { Viewer } from '@/lib/viewer';
import { eventColumns, spanColumns } from './columns';
import { smallHex } from './filter-sql';
import type { ErrorEvent, Span } from './issue';
import type { EventsOfId, IssueStore } from './issue-store';
import { issuesByNumber } from './list-issues';
import { visibleTo } from './scope';

/**
 * Errors and transactions that carry an ID as their request, trace, session, replay or event id, in the order of their time, up to
 * `limit` of each. IDs ignore every range of time; trace ids and event ids are looked for as they are kept.
 *
 * @throws {AppError} `not-permitted`
 */
export async function eventsOfId(viewer: Viewer, id: string, { limit }: { limit: number }): Promise<EventsOfId> {
  const visible = visibleTo(viewer);
  const carries = carrying(id);
  const [events, spans] = await Promise.all([
    askForScreen<ErrorEvent & Record<string, unknown>>(
      sql`select ${eventColumns} from error_events a where ${visible} and ${carries} order by a.created_at, a.id limit ${limit}`,
    ),
    askForScreen<Span & Record<string, unknown>>(
      sql`select ${spanColumns} from transactions a where ${visible} and ${carries} order by a.created_at, a.id limit ${limit}`,
    ),
  ]);
  const numbers = [...new Set(events.flatMap(({ issue_id }) => (issue_id === null ? [] : [issue_id])))];
  const [issues, unsent] = await Promise.all([issuesByNumber(viewer, numbers), unsentOf(events, visible)]);
  return {
    events,
    issues: numbers.flatMap((number) => issues.find((issue) => issue.id === number) ?? []),
    spans,
    replays: [],
    caveats: unsent,
  };
}

/**
 * Errors are all sent, traces mostly in part. One of which a transaction is here was sent; of one that only errors name nothing is, and
 * that is missed only where its project sent a part about then: others may never have traced anything.
 */
async function unsentOf(events: readonly ErrorEvent[], visible: SQL): Promise<readonly Caveat[]> {
  const traced = events.filter(({ trace_id }) => trace_id !== null);
  if (traced.length === 0) return [];
  const given = JSON.stringify(traced.map(({ project, trace_id }) => ({ project, trace_id })));
  // In the order of their time. Said as values: of a stretch that it has yet to read, Postgres would read all.
  const [first, last] = [traced[0]?.time, traced.at(-1)?.time];
  const [found] = await askForScreen<{ rate: number }>(sql`
    with named as (
      select * from json_to_recordset(${given}::json) as n (project text, trace_id text)
    ), near as materialized (
      select a.project, a.sample_rate from transactions a
      where ${visible} and a.created_at between ${first}::timestamptz - interval '1 hour' and ${last}::timestamptz + interval '1 hour'
      order by a.created_at desc, a.id desc limit 1000
    )
    select r.sample_rate as rate from named n join near r on r.project = n.project
    where r.sample_rate < 1 and not exists (select from transactions a where ${visible} and a.trace_id = n.trace_id) limit 1`);
  return found ? [{ kind: 'not-sampled', why: `${Math.round(found.rate * 1000) / 10} % of all traces are sent, and not this one` }] : [];
}

function carrying(id: string): SQL {
  const hex = smallHex(id);
  return sql`((left(a.request_id, 200) = left(${id}, 200) and a.request_id = ${id}) or a.trace_id = ${hex} or a.session_id = ${id}
    or a.replay_id = ${hex} or a.event_id = ${hex})`;
}

/** What the newest thousand errors name. @throws {AppError} `not-permitted` */
export const carriedIds: IssueStore['carried'] = async (viewer) => {
  const [row] = await askForScreen<{ events: number; users: number; requests: number; traces: number }>(sql`
    select count(*)::int as events, count(a.user_id)::int as users, count(a.request_id)::int as requests, count(a.trace_id)::int as traces from (
      select a.user_id, a.request_id, a.trace_id from error_events a where ${visibleTo(viewer)} order by a.created_at desc, a.id desc limit 1000
    ) as a`);
  return row && row.events > 0 ? row : null;
};
