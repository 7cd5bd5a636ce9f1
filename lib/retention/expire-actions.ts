import { openDatabase } from '@/db';
import { recordAction } from '@/lib/audit';
import { config } from '@/lib/config';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { printLeaf, printLeafRanges } from '@/lib/evidence';
import { sealEntries, sealState } from '@/lib/seal';
import type { Instant } from '@/lib/time';
import { systemViewer, type Viewer } from '@/lib/viewer';
import { assertManages } from './assert-manages';
import { seal } from './erase-rows';
import { listRetention, noteRun, type RetentionRule } from './rules';

export interface ExpiryReport {
  readonly source: string;
  readonly rows: number;
  /** The retention leaves, one a batch. */
  readonly leaves: readonly number[];
  /** What kept others from going that could have, in words. */
  readonly trouble: string | null;
}

export interface ExpireOptions {
  readonly now: Instant;
  readonly signal: AbortSignal;
  /** So many go at once; 2,000 where nothing is said. The text of a leaf has room for no more. */
  readonly batchRows?: number;
}

const mostRows = 2_000;
/** Of this product and of retention: any number, but always the same one. */
const lockName = [7_265_634, 4] as const;

/**
 * Takes out what is older than its source keeps, is sealed and published, and is not held. In batches: each is named in the log before its
 * rows go. Cut off in between, the log says more than was done, and the next time finishes it. One at a time.
 *
 * @throws {AppError} `not-permitted`; `unavailable` where nothing is sealed; `conflict` while another process does it
 */
export async function expireActions(viewer: Viewer, options: ExpireOptions): Promise<readonly ExpiryReport[]> {
  assertManages(viewer);
  await seal(options.signal);
  const reports = await alone(async () => takeOut(viewer, await listRetention(viewer), { ...options, surface: 'command' }));
  if (reports === null) throw new AppError('conflict', 'Retention runs already, in another process. Try again when it is done.');
  if (reports.some(({ rows }) => rows > 0)) await seal(options.signal);
  return reports;
}

/**
 * The same without anybody's doing, by the rules that have stood for a day. Every instance may try: what one does the others leave alone.
 * Nothing goes while sealing is refused or fails.
 */
export async function expireByItself(options: ExpireOptions): Promise<readonly ExpiryReport[]> {
  if (config().seal.key === null) return [];
  const viewer = systemViewer('retention');
  const reports = await alone(async () => {
    const due = (await listRetention(viewer)).filter(({ beginsAt }) => beginsAt <= options.now);
    if (due.length === 0) return [];
    const { verdict } = await sealState(viewer);
    const isSound = verdict === 'sealing' || verdict === 'behind';
    return isSound ? takeOut(viewer, due, { ...options, surface: 'background' }) : leave(due);
  });
  return reports ?? [];
}

/** While this runs nobody else does. The lock is a connection's, and gone with it, however a process ends. */
async function alone<T>(act: () => Promise<T>): Promise<T | null> {
  const own = openDatabase(config().databaseUrl, 'system');
  try {
    const connection = await own.$client.reserve();
    try {
      const [row] = await connection<{ got: boolean }[]>`select pg_try_advisory_lock(${lockName[0]}, ${lockName[1]}) as got`;
      return row?.got ? await act() : null;
    } finally {
      connection.release();
    }
  } finally {
    await own.close();
  }
}

async function leave(rules: readonly RetentionRule[]): Promise<ExpiryReport[]> {
  const trouble = 'Nothing is sealed at the moment, so that nothing goes; /evidence says why.';
  for (const { source } of rules) await noteRun(source, { rows: 0, trouble });
  return rules.map(({ source }) => ({ source, rows: 0, leaves: [], trouble }));
}

interface TakeOut extends ExpireOptions {
  readonly surface: string;
}

/** What keeps one source keeps no other. */
async function takeOut(viewer: Viewer, rules: readonly RetentionRule[], options: TakeOut): Promise<ExpiryReport[]> {
  const reports: ExpiryReport[] = [];
  for (const rule of rules) {
    const report = await expireSource(viewer, rule, options);
    await noteRun(rule.source, report);
    reports.push(report);
  }
  return reports;
}

async function expireSource(viewer: Viewer, rule: RetentionRule, options: TakeOut): Promise<ExpiryReport> {
  const leaves: number[] = [];
  let [rows, after]: [number, Place] = [0, beginning];
  try {
    for (;;) {
      const batch = await nextBatch(rule, after, options);
      if (batch.end === null) return { source: rule.source, rows, leaves, trouble: null };
      if (options.signal.aborted) return { source: rule.source, rows, leaves, trouble: 'It was stopped; the rest goes the next time.' };
      if (leaves.length === 0) await record(viewer, rule, options);
      const attributes = { at: options.now, days: String(rule.days), leaves: printLeafRanges(batch.leaves), source: 'tracebook' };
      const leaf = await sealEntries(viewer, [printLeaf({ kind: 'retention', attributes, commitments: [] })]);
      leaves.push(leaf);
      rows += await drop(leaf);
      after = batch.end;
    }
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null) throw error;
    return { source: rule.source, rows, leaves, trouble };
  }
}

async function drop(leaf: number): Promise<number> {
  const [dropped] = await database('system').$client<{ rows: string }[]>`select drop_expired(${leaf})::text as rows`;
  return Number(dropped?.rows ?? 0);
}

/** What was refused: by the log, or by the database, which looks again whether each row may go. Null for what is broken. */
function troubleOf(error: unknown): string | null {
  if (error instanceof AppError) return error.message;
  const isRefusal = error instanceof Error && 'code' in error && error.code === objectNotInPrerequisiteState;
  return isRefusal ? `${error.message}. The others of its batch stay until the next time.` : null;
}

const objectNotInPrerequisiteState = '55000';

interface Place {
  readonly at: string;
  readonly id: string;
}

const beginning: Place = { at: '-infinity', id: '0' };

/** Leaves of the oldest rows behind a place that may go, ascending, and where they end; no end where there are none. */
async function nextBatch(
  { source, days }: RetentionRule,
  after: Place,
  { batchRows = mostRows }: TakeOut,
): Promise<{ leaves: number[]; end: Place | null }> {
  // In the order of an index, and on from where the last batch ended: what is held is looked at once.
  const rows = await database('system').$client<{ leaf: string; at: string; id: string }[]>`
    select l."index"::text as leaf, a.created_at::text as at, a.id::text as id from admin_actions a
    join seal_leaves l on l.source = 'tracebook' and l.key = a.id::text and l.kind in ('row', 'late-row')
    where a.source = ${source} and a.created_at < now() - make_interval(days => ${days})
      and (a.created_at, a.id) > (${after.at}::timestamptz, ${after.id}::bigint)
      and l."index" < (select coalesce(max(size), 0) from seal_publications)
      and (not exists (select from holds where lifted_at is null)
        or held_by(a.source, a.org_id, array[a.actor_id, a.on_behalf_of, a.subject_id]) is null)
    order by a.created_at, a.id limit ${batchRows}`;
  const last = rows.at(-1);
  return { leaves: rows.map(({ leaf }) => Number(leaf)).sort((a, b) => a - b), end: last ? { at: last.at, id: last.id } : null };
}

async function record(viewer: Viewer, { source, days }: RetentionRule, { now, surface }: TakeOut): Promise<void> {
  const own = { action: 'retention.expired', feature: 'retention', surface, outcome: 'success' } as const;
  await recordAction(viewer, { ...own, subject_type: 'source', subject_id: source, metadata: JSON.stringify({ days }) }, { now });
}
