import { recordAction } from '@/lib/audit';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { currentRequest } from '@/lib/telemetry';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { assertManages } from './assert-manages';

/** How long actions of a source are kept. A source without a rule keeps its actions for good. Times are RFC 3339 in UTC. */
export interface RetentionRule {
  readonly source: string;
  /** Since they happened. */
  readonly days: number;
  readonly setBy: string;
  readonly setAt: string;
  /** From when on rows go by it without anybody's doing: a day after it was set, so that a slip can be mended. */
  readonly beginsAt: string;
  readonly lastRun: RetentionRun | null;
}

export interface RetentionRun {
  readonly at: string;
  /** That went. */
  readonly rows: number;
  /** What kept others from going, in words. */
  readonly trouble: string | null;
}

export interface SetOptions {
  /** Null for good. */
  readonly days: number | null;
  /** The screen or `command`. */
  readonly surface?: string;
  readonly now: Instant;
}

/** @throws {AppError} `not-permitted`, `malformed` */
export async function setRetention(viewer: Viewer, source: string, { days, surface = 'command', now }: SetOptions): Promise<void> {
  assertManages(viewer);
  assertSource(source);
  if (days !== null) assertDays(days);
  const own = { action: 'retention.changed', feature: 'retention', surface, outcome: 'success' } as const;
  const asked = { subject_type: 'source', subject_id: source, request_id: currentRequest()?.requestId ?? null };
  await recordAction(viewer, { ...own, ...asked, metadata: JSON.stringify({ days }) }, { now });
  const sql = database('system').$client;
  if (days === null) await sql`delete from retention_rules where source = ${source}`;
  else {
    await sql`
      insert into retention_rules (source, days, set_by) values (${source}, ${days}, ${viewer.id})
      on conflict (source) do update set days = excluded.days, set_by = excluded.set_by, set_at = clock_timestamp()`;
  }
}

/** @throws {AppError} `malformed` */
export function assertSource(source: string): void {
  if (source === '' || !source.isWellFormed() || source.length > 200 || /^sample(\/|$)/.test(source)) {
    const message = 'Name a source of actions. The sample is removed as a whole.';
    throw new AppError('malformed', message, { errors: [{ at: 'source', message }] });
  }
}

/** @throws {AppError} `malformed` */
export function assertDays(days: number): void {
  if (Number.isInteger(days) && days >= 1 && days <= 99_999) return;
  const message = 'Retention is a number of days from 1 to 99999, or forever.';
  throw new AppError('malformed', message, { errors: [{ at: 'days', message }] });
}

/** @throws {AppError} `not-permitted` */
export async function listRetention(viewer: Viewer): Promise<readonly RetentionRule[]> {
  assertManages(viewer);
  const sql = database('system').$client;
  const rows = await sql<RuleRow[]>`
    select source, days, set_by, to_char(set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as set_at,
      to_char((set_at + interval '1 day') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as begins_at,
      to_char(ran_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ran_at, ran_rows::text, ran_trouble
    from retention_rules r order by r.source`;
  return rows.map(({ source, days, set_by, set_at, begins_at, ran_at, ran_rows, ran_trouble }) => ({
    source,
    days,
    setBy: set_by,
    setAt: set_at,
    beginsAt: begins_at,
    lastRun: ran_at === null ? null : { at: ran_at, rows: Number(ran_rows ?? 0), trouble: ran_trouble },
  }));
}

export async function noteRun(source: string, { rows, trouble }: { rows: number; trouble: string | null }): Promise<void> {
  const sql = database('system').$client;
  await sql`update retention_rules set ran_at = clock_timestamp(), ran_rows = ${rows}, ran_trouble = ${trouble} where source = ${source}`;
}

/** The sources of what is kept here, ascending: those of the newest actions, and those that have a rule. Never the sample. */
export async function listRetentionSources(viewer: Viewer): Promise<readonly string[]> {
  assertManages(viewer);
  const rows = await database('screens').$client<{ source: string }[]>`
    select source from (select source from admin_actions a order by a.created_at desc limit ${newest}) as latest
    where not (source = 'sample' or source like 'sample/%')
    union select source from retention_rules order by source`;
  return rows.map(({ source }) => source);
}

/** Enough that no source of a living product is missing, and few enough for a screen. */
const newest = 100_000;

interface RuleRow {
  source: string;
  days: number;
  set_by: string;
  set_at: string;
  begins_at: string;
  ran_at: string | null;
  ran_rows: string | null;
  ran_trouble: string | null;
}
