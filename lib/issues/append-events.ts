import { sql } from 'drizzle-orm';
import type { Database, Purpose } from '@/db';
import { database } from '@/lib/database';
import type { ReportedError, ReportedTransaction } from '@/lib/error-events';
import { AppError } from '@/lib/errors';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { gathered } from './gathered';
import { everyOrg } from './scope';

/** Whose events these are, and how far they are believed. */
export interface EventPlace {
  readonly project: string;
  /** `client` where they came by a public key. */
  readonly trust: 'server' | 'client';
  /** The organisation of all of them, whatever they claim. */
  readonly org?: string | null;
  /** Of those that claim none, where claims are believed. */
  readonly orgOfNone?: string | null;
  /** The pool to write through: `deliveries` answers or fails within seconds, `system` waits longer. */
  readonly purpose?: Purpose;
}

/** An event that was not kept, by its place among those that were given. */
export interface RefusedEvent {
  readonly at: number;
  readonly reason: 'other-organisation' | 'refused-by-database';
}

export interface Appended {
  readonly created: number;
  /** Kept before, to the letter. */
  readonly repeated: number;
  readonly refused: readonly RefusedEvent[];
}

/**
 * Keeps errors with the issues that they are and with what is counted of these, and transactions, and answers after commit. What was kept
 * before is found by its id and its digest, and counts no second time. An event that cannot be kept costs only itself.
 *
 * Claims are not believed of what came by a public key: then the organisation is the one of the key, or none.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a project that cannot be written to
 */
export async function appendEvents(
  viewer: Viewer,
  events: readonly (ReportedError | ReportedTransaction)[],
  { project, trust, org = null, orgOfNone = null, purpose = 'deliveries' }: EventPlace,
): Promise<Appended> {
  assertMay(viewer, 'issues:write');
  assertProject(viewer, project);
  const scope = orgScope(viewer);
  const placed = events.map(
    (event): Event => ({ ...event, orgId: org ?? (trust === 'server' ? (orgFrom(event.orgId) ?? orgOfNone) : null) }),
  );
  const isOurs = placed.map(({ orgId }) => scope === null || orgId === null || scope.includes(orgId));
  const results = await writerOf({ project, trust, purpose })(placed.filter((_, at) => isOurs[at]));
  let next = 0;
  const told = isOurs.map((ours) => (ours ? (results[next++] ?? 'refused-by-database') : 'other-organisation'));
  return {
    created: told.filter((result) => result === 'created').length,
    repeated: told.filter((result) => result === 'repeated').length,
    refused: told.flatMap((reason, at) => (reason === 'created' || reason === 'repeated' ? [] : [{ at, reason }])),
  };
}

type Event = ReportedError | ReportedTransaction;
type Result = 'created' | 'repeated' | 'refused-by-database';

/** @throws {AppError} `malformed` */
function assertProject({ kind }: Viewer, project: string): void {
  const isSample = /^sample(\/|$)/.test(project);
  if (!/^[A-Za-z0-9][A-Za-z0-9 ._/:-]{0,99}$/.test(project) || (isSample && kind !== 'system')) {
    throw new AppError(
      'malformed',
      'A project starts with a letter or digit, has up to 100 letters, digits and . _ / : -, and is not the sample.',
    );
  }
}

/** Names under which we count are no organisations. */
function orgFrom(claimed: string | null): string | null {
  return claimed === everyOrg || claimed === '' ? null : claimed;
}

interface Delivery {
  readonly project: string;
  readonly trust: 'server' | 'client';
}

type Writer = (events: readonly Event[]) => Promise<readonly Result[]>;

/** One for each project, trust and purpose that is written for just now. */
const writers = new Map<string, { readonly write: Writer; running: number }>();

const mostTogether = 500;

function writerOf({ project, trust, purpose }: Delivery & { readonly purpose: Purpose }): Writer {
  const name = JSON.stringify([project, trust, purpose]);
  const writer = writers.get(name) ?? {
    write: gathered<Event, Result>((events) => keep(database(purpose), events, { project, trust }), { most: mostTogether }),
    running: 0,
  };
  writers.set(name, writer);
  return async (events) => {
    writer.running += 1;
    try {
      return events.length === 0 ? [] : await writer.write(events);
    } finally {
      writer.running -= 1;
      if (writer.running === 0) writers.delete(name);
    }
  };
}

/** Where Postgres refuses the batch because of what an event holds, halves are tried until the event is alone. */
async function keep(db: Database, events: readonly Event[], delivery: Delivery): Promise<readonly Result[]> {
  try {
    return await insertPatiently(db, events, delivery);
  } catch (error) {
    if (!/^(22|23514|54)/.test(codeOf(error))) throw error;
    if (events.length === 1) return ['refused-by-database'];
    const half = Math.ceil(events.length / 2);
    const first = await keep(db, events.slice(0, half), delivery);
    return [...first, ...(await keep(db, events.slice(half), delivery))];
  }
}

const mostTries = 4;

/** Two instances that count for the same issues can stand in each other's way: Postgres ends one of them, which is none the worse for it. */
async function insertPatiently(db: Database, events: readonly Event[], delivery: Delivery): Promise<readonly Result[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await insert(db, events, delivery);
    } catch (error) {
      if (codeOf(error) !== '40P01' || tries === mostTries) throw error;
    }
  }
}

/** What is repeated within the batch was created once. */
async function insert(db: Database, events: readonly Event[], delivery: Delivery): Promise<readonly Result[]> {
  const errors = events.flatMap((event) => (event.kind === 'error' ? [event] : []));
  const transactions = events.flatMap((event) => (event.kind === 'transaction' ? [event] : []));
  const added = await db.transaction(async (tx) => [
    ...(errors.length === 0 ? [] : await insertErrors(tx, errors, delivery)),
    ...(transactions.length === 0 ? [] : await insertTransactions(tx, transactions, delivery)),
  ]);
  const created = new Set(added.map(({ event_id, digest }) => `${event_id} ${digest}`));
  return events.map(({ eventId, digest }) => (created.delete(`${eventId} ${digest}`) ? 'created' : 'repeated'));
}

interface Added extends Record<string, unknown> {
  readonly event_id: string;
  readonly digest: string;
}

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** As long as an issue is silent before it counts as having come back. */
const silentDays = 14;

/** As many days as are counted one by one; the keeper drops those before. */
export const countedDays = 31;

/**
 * The issues first, so that the statement after them sees all of them, also those that others have just made. Rows that several
 * deliveries count on are touched in the order of their keys.
 */
async function insertErrors(tx: Transaction, events: readonly ReportedError[], { project, trust }: Delivery): Promise<readonly Added[]> {
  const fingerprints = [...new Set(events.map(({ fingerprint }) => fingerprint))].sort();
  const json = JSON.stringify(events.map((event) => ({ ...event, flags: event.flags.join(' ') })));
  await tx.execute(sql`
      insert into issues (project, fingerprint)
      select ${project}, f from unnest(${sql.param(fingerprints)}::text[]) as f
      where not exists (select from issues i where i.project = ${project} and i.fingerprint = f) order by f
      on conflict do nothing`);
  return tx.execute<Added>(sql`
      with given as (
        select * from rows from (json_to_recordset(${json}::json) as (
          "time" timestamptz, "eventId" text, digest text, fingerprint text, type text, message text, culprit text, level text, platform text,
          "isHandled" boolean, transaction text, "requestId" text, "traceId" text, "spanId" text, "sessionId" text, "replayId" text,
          "userId" text, "orgId" text, release text, environment text, feature text, surface text, "requestMethod" text, "requestPath" text,
          sdk text, tags jsonb, exceptions jsonb, flags text
        )) with ordinality as g ("time", "eventId", digest, fingerprint, type, message, culprit, level, platform, "isHandled", transaction,
          "requestId", "traceId", "spanId", "sessionId", "replayId", "userId", "orgId", release, environment, feature, surface,
          "requestMethod", "requestPath", sdk, tags, exceptions, flags, n)
      ), told as (
        select g.*, first_value(g.digest) over (partition by g."eventId" order by g.n) <> g.digest or exists (
          select from error_events a where a.event_id = g."eventId" and a.project = ${project} and a.digest <> g.digest
        ) as is_other from given g
      ), added as (
        insert into error_events (created_at, project, event_id, digest, issue_id, trust, type, message, culprit, level, platform, is_handled,
          transaction, request_id, trace_id, span_id, session_id, replay_id, user_id, org_id, release, environment, feature, surface,
          request_method, request_path, sdk, tags, exceptions, flags)
        select g."time", ${project}, g."eventId", g.digest, i.id, ${trust}, g.type, g.message, g.culprit, g.level, g.platform, g."isHandled",
          g.transaction, g."requestId", g."traceId", g."spanId", g."sessionId", g."replayId", g."userId", g."orgId", g.release, g.environment,
          g.feature, g.surface, g."requestMethod", g."requestPath", g.sdk, g.tags, g.exceptions,
          string_to_array(concat_ws(' ', nullif(g.flags, ''), case when g.is_other then 'repeated-id' end), ' ')
        from told g join issues i on i.project = ${project} and i.fingerprint = g.fingerprint order by g.n
        on conflict (event_id, project, digest) do nothing
        returning event_id, digest, issue_id, org_id, user_id, created_at
      ), people as (
        insert into issue_people as p (issue_id, org_id, user_id, events, last_seen)
        select a.issue_id, coalesce(a.org_id, ''), a.user_id, count(*), max(a.created_at) from added a where a.user_id is not null
        group by 1, 2, 3 order by 1, 2, 3
        on conflict (issue_id, org_id, user_id) do update
          set events = p.events + excluded.events, last_seen = greatest(p.last_seen, excluded.last_seen)
        returning p.issue_id, p.org_id, xmax = 0 as is_new
      ), seen as (
        select a.issue_id, o.org_id, a.created_at, a.created_at >= interval '${sql.raw(String(silentDays))} days' + coalesce(
          lag(a.created_at) over (partition by a.issue_id, o.org_id order by a.created_at),
          (select c.last_seen from issue_counts c where c.issue_id = a.issue_id and c.org_id = o.org_id)
        ) as is_back
        from added a cross join lateral (values (${everyOrg}), (a.org_id)) as o (org_id) where o.org_id is not null
      ), counts as (
        insert into issue_counts as c (issue_id, org_id, events, server_events, people, first_seen, last_seen, regressed_at)
        select s.issue_id, s.org_id, count(*), case when ${trust} = 'server' then count(*) else 0 end,
          (select count(*) from people p where p.is_new and p.issue_id = s.issue_id and s.org_id in (${everyOrg}, p.org_id)),
          min(s.created_at), max(s.created_at), max(s.created_at) filter (where s.is_back)
        from seen s group by s.issue_id, s.org_id order by s.issue_id, s.org_id
        on conflict (issue_id, org_id) do update set events = c.events + excluded.events, people = c.people + excluded.people,
          server_events = c.server_events + excluded.server_events, first_seen = least(c.first_seen, excluded.first_seen),
          last_seen = greatest(c.last_seen, excluded.last_seen), regressed_at = greatest(c.regressed_at, excluded.regressed_at)
      ), days as (
        insert into issue_days as d (issue_id, org_id, day, events)
        select s.issue_id, s.org_id, (s.created_at at time zone 'UTC')::date, count(*) from seen s
        where s.created_at > now() - interval '${sql.raw(String(countedDays))} days' group by 1, 2, 3 order by 1, 2, 3
        on conflict (issue_id, org_id, day) do update set events = d.events + excluded.events
      )
      select event_id, digest from added`);
}

async function insertTransactions(
  tx: Transaction,
  transactions: readonly ReportedTransaction[],
  { project, trust }: Delivery,
): Promise<readonly Added[]> {
  const json = JSON.stringify(transactions.map((one) => ({ ...one, flags: one.flags.join(' ') })));
  return tx.execute<Added>(sql`
    insert into transactions (created_at, project, event_id, digest, trust, name, op, status, duration_ms, request_id, trace_id, span_id,
      parent_span_id, session_id, replay_id, user_id, org_id, release, environment, feature, surface, sample_rate, flags)
    select "time", ${project}, "eventId", digest, ${trust}, name, op, status, "durationMs", "requestId", "traceId", "spanId", "parentSpanId",
      "sessionId", "replayId", "userId", "orgId", release, environment, feature, surface, "sampleRate", string_to_array(flags, ' ')
    from json_to_recordset(${json}::json) as g (
      "time" timestamptz, "eventId" text, digest text, name text, op text, status text, "durationMs" float8, "requestId" text, "traceId" text,
      "spanId" text, "parentSpanId" text, "sessionId" text, "replayId" text, "userId" text, "orgId" text, release text, environment text,
      feature text, surface text, "sampleRate" float8, flags text
    )
    on conflict (event_id, project, digest) do nothing
    returning event_id, digest`);
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
