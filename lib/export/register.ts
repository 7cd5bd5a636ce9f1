import { and, eq, type SQL, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { config } from '@/lib/config';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { Viewer } from '@/lib/viewer';
import type { ExportState } from './export-record';

const { exports } = schema;

/** What says nothing for so long has died: its process says every two seconds that it lives. */
export const deadAfterSeconds = 30;

/** Any number; the same in every instance. */
const beginLock = 7_221_951;

/** One time that an export is handed out. A later one takes its place: then it has nothing to say any more. */
export interface Turn {
  readonly id: string;
  readonly number: number;
}

/** Marks it as running, unless too many are. One that came to its end once stays whole, however often it is fetched. */
export async function noteBegin({ kind, id: viewerId }: Viewer, id: string): Promise<Turn> {
  const { atOnce, perViewer } = config().exports;
  return database('system').transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${beginLock})`);
    const [running] = await tx.execute<{ all: number; own: number }>(sql`
      select count(*)::int as all, (count(*) filter (where viewer_kind = ${kind} and viewer_id = ${viewerId}))::int as own
      from exports where beat_at > clock_timestamp() - make_interval(secs => ${deadAfterSeconds}) and id <> ${id}`);
    if ((running?.own ?? 0) >= perViewer) throw tooMany(`You have ${running?.own} exports running; ${perViewer} may run at a time.`);
    if ((running?.all ?? 0) >= atOnce) throw tooMany(`${running?.all} exports are running; ${atOnce} may run at a time.`);
    const [begun] = await tx.execute<{ deliveries: number }>(sql`
      update exports set state = case when state = 'whole' then state else 'running' end, began_at = coalesce(began_at, clock_timestamp()),
        beat_at = clock_timestamp(), ended_at = case when state = 'whole' then ended_at end, why = null, deliveries = deliveries + 1,
        rows = case when state = 'whole' then rows else 0 end, bytes = case when state = 'whole' then bytes else 0 end
      where id = ${id} returning deliveries`);
    return { id, number: begun?.deliveries ?? 0 };
  });
}

function tooMany(message: string): AppError {
  return new AppError('too-many', message, { retryAfterSeconds: 30 });
}

/** Says that it lives, and how far it came. @returns what it is by now; null where this turn is over */
export async function noteProgress(turn: Turn, { rows, bytes }: { rows: number; bytes: number }): Promise<ExportState | null> {
  const [row] = await database('system').execute<{ state: ExportState }>(sql`
    update exports set beat_at = clock_timestamp(), rows = case when state = 'running' then ${rows}::bigint else rows end,
      bytes = case when state = 'running' then ${bytes}::bigint else bytes end
    where id = ${turn.id} and deliveries = ${turn.number}::int returning state`);
  return row?.state ?? null;
}

/** What is known of an export that was handed over to its end. */
export interface Whole {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: string;
}

/** Nothing but the trailer is left to send. @returns false where somebody has ended it otherwise meanwhile */
export async function noteWhole(turn: Turn, whole: Whole): Promise<boolean> {
  const changed = await database('system')
    .update(exports)
    .set({ state: 'whole', endedAt: sql`coalesce(ended_at, clock_timestamp())`, beatAt: null, why: null, ...whole })
    .where(and(isTurn(turn), sql`state in ('running', 'whole')`))
    .returning({ id: exports.id });
  return changed.length > 0;
}

/** It will not come to its end. What was cancelled stays cancelled. @returns whether this was not known yet */
export async function noteInterrupted(turn: Turn, { rows, bytes, why }: { rows: number; bytes: number; why: string }): Promise<boolean> {
  const system = database('system');
  await system.update(exports).set({ beatAt: null }).where(isTurn(turn));
  const changed = await system
    .update(exports)
    .set({ state: 'interrupted', endedAt: sql`clock_timestamp()`, rows, bytes, why })
    .where(and(isTurn(turn), eq(exports.state, 'running')))
    .returning({ id: exports.id });
  return changed.length > 0;
}

/** The trailer was not fetched after all. */
export async function takeBackWhole(turn: Turn, why: string): Promise<void> {
  if (turn.number > 1) return;
  await database('system')
    .update(exports)
    .set({ state: 'interrupted', why })
    .where(and(isTurn(turn), eq(exports.state, 'whole')));
}

function isTurn({ id, number }: Turn): SQL {
  return sql`${exports.id} = ${id} and ${exports.deliveries} = ${number}::int`;
}
