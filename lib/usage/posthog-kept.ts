import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import { instantText } from '@/lib/filter-sql';
import type { HourRow } from '@/lib/posthog';
import type { Instant } from '@/lib/time';
import type { Window, WindowCount } from './posthog-window';

/** A window as it is kept. */
export interface KeptWindow extends Window {
  readonly id: string;
  /** When it was asked for: what came later is not counted. */
  readonly askedAt: Instant;
}

/** All hours of a day of UTC, in place of what was known of it. */
export async function keepDay(
  source: string,
  day: string,
  { rows, askedAt }: { rows: readonly HourRow[]; askedAt: Instant },
): Promise<void> {
  const json = jsonOf(rows);
  await database('system').transaction(async (tx) => {
    // Two who read the same day wait for each other, so that neither finds half of the other's.
    await tx.execute(sql`
      insert into posthog_days (source, day, read_at) values (${source}, ${day}, ${askedAt})
      on conflict (source, day) do update set read_at = excluded.read_at`);
    await tx.execute(sql`
      delete from posthog_hours where source = ${source}
        and hour >= ${`${day}T00:00:00Z`}::timestamptz and hour < ${`${day}T00:00:00Z`}::timestamptz + interval '1 day'`);
    await tx.execute(sql`
      insert into posthog_hours (source, hour, feature, surface, org_id, events, nobody, requests)
      select ${source}, to_timestamp(r.hour * 3600), r.feature, r.surface, r.org, sum(r.events), sum(r.nobody), sum(r.requests)
      from json_to_recordset(${json}::json) as r (
        hour bigint, feature text, surface text, org text, events bigint, nobody bigint, requests bigint
      ) group by 2, 3, 4, 5`);
    await tx.execute(sql`
      insert into posthog_ends (source, feature, surface, org_id, first_used, last_used)
      select ${source}, r.feature, r.surface, r.org, ${momentOf(sql`min(r.first_at)`)}, ${momentOf(sql`max(r.last_at)`)}
      from json_to_recordset(${json}::json) as r (feature text, surface text, org text, first_at bigint, last_at bigint)
      group by 2, 3, 4
      on conflict (source, feature, surface, org_id) do update set
        first_used = least(posthog_ends.first_used, excluded.first_used), last_used = greatest(posthog_ends.last_used, excluded.last_used)`);
  });
}

/** In place of what was counted over the same days before. */
export async function keepWindow(
  source: string,
  { zone, from, to, breakdown }: Window,
  { rows, askedAt }: { rows: readonly WindowCount[]; askedAt: Instant },
): Promise<string> {
  return database('system').transaction(async (tx) => {
    const [kept] = await tx.execute<{ id: string }>(sql`
      insert into posthog_windows (source, zone, from_day, to_day, breakdown, asked_at)
      values (${source}, ${zone}, ${from}, ${to}, ${breakdown}, ${askedAt})
      on conflict (source, zone, breakdown, from_day, to_day) do update set asked_at = excluded.asked_at returning id::text as id`);
    if (!kept) throw new Error('A window was not kept.');
    await tx.execute(sql`delete from posthog_counts where window_id = ${kept.id}::bigint`);
    await tx.execute(sql`
      insert into posthog_counts (window_id, feature, key, org_id, events, nobody, people, came_back, last_used)
      select ${kept.id}::bigint, r.feature, r.key, r.org, sum(r.events), sum(r.nobody), sum(r.people), sum(r.came_back),
        ${momentOf(sql`max(r.last_at)`)}
      from json_to_recordset(${jsonOf(rows)}::json) as r (
        feature text, key text, org text, events bigint, nobody bigint, people bigint, came_back bigint, last_at bigint
      ) group by 2, 3, 4`);
    return kept.id;
  });
}

/** Days that were read, and when. */
export async function daysRead(source: string): Promise<ReadonlyMap<string, Instant>> {
  const rows = await database('screens').execute<{ day: string; at: string }>(sql`
    select day::text as day, ${instantText(sql`read_at`)} as at from posthog_days where source = ${source}`);
  return new Map(rows.map(({ day, at }) => [day, at]));
}

/** Those of these windows that are kept. */
export async function keptWindows(source: string, windows: readonly Window[]): Promise<readonly KeptWindow[]> {
  const rows = await database('screens').execute<{ n: number; id: string; at: string }>(sql`
    select (r.n)::int as n, w.id::text as id, ${instantText(sql`w.asked_at`)} as at
    from json_to_recordset(${jsonOf(windows.map((window, n) => ({ ...window, n })))}::json)
      as r (n int, zone text, breakdown text, "from" date, "to" date)
    join posthog_windows w on w.source = ${source} and w.zone = r.zone and w.breakdown = r.breakdown and w.from_day = r."from" and w.to_day = r."to"`);
  return rows.flatMap(({ n, id, at }) => {
    const window = windows[n];
    return window ? [{ ...window, id, askedAt: at }] : [];
  });
}

/** As many days of the same zone that ended before these did, at most so many days ago: the last that are kept in all these ways. */
export async function lastLike(source: string, { zone, from, to, breakdown }: Window, mostDaysAgo: number): Promise<string | null> {
  const [row] = await database('screens').execute<{ to: string }>(sql`
    select to_day::text as to from posthog_windows where source = ${source} and zone = ${zone} and breakdown = ${breakdown}
      and to_day - from_day = ${to}::date - ${from}::date and to_day < ${to}::date and to_day >= ${to}::date - ${mostDaysAgo}::int
    order by to_day desc limit 1`);
  return row?.to ?? null;
}

/** What nobody counted again for long, and days beyond what is read. */
export async function dropOld(source: string, { day }: { readonly day: string }): Promise<void> {
  const db = database('system');
  await db.execute(sql`delete from posthog_windows where asked_at < clock_timestamp() - interval '14 days'`);
  await db.execute(sql`delete from posthog_hours where source = ${source} and hour < ${`${day}T00:00:00Z`}::timestamptz`);
  await db.execute(sql`delete from posthog_days where source = ${source} and day < ${day}::date`);
}

export interface SyncState {
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly error: string | null;
  readonly bytesLeft: number | null;
}

export async function syncState(source: string): Promise<SyncState | null> {
  const [row] = await database('screens').execute<SyncState & Record<string, unknown>>(sql`
    select ${instantText(sql`started_at`)} as "startedAt", ${instantText(sql`finished_at`)} as "finishedAt", error,
      bytes_left::float8 as "bytesLeft"
    from posthog_syncs where source = ${source}`);
  return row ?? null;
}

/** How a run ended. */
export async function noteSync(
  source: string,
  { startedAt, error, bytesLeft }: { readonly startedAt: Instant; readonly error: string | null; readonly bytesLeft: number | null },
): Promise<void> {
  const finishedAt = error === null ? startedAt : null;
  await database('system').execute(sql`
    insert into posthog_syncs (source, started_at, finished_at, error, bytes_left)
    values (${source}, ${startedAt}, ${finishedAt}, ${error}, ${bytesLeft})
    on conflict (source) do update set started_at = excluded.started_at, error = excluded.error, bytes_left = excluded.bytes_left,
      finished_at = coalesce(excluded.finished_at, posthog_syncs.finished_at)`);
}

/** Postgres has no text with U+0000. */
function jsonOf(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? value.replaceAll('\u0000', '\uFFFD') : value));
}

/** Milliseconds of the epoch, exactly. */
function momentOf(ms: SQL): SQL {
  return sql`timestamptz 'epoch' + ${ms} * interval '1 millisecond'`;
}
