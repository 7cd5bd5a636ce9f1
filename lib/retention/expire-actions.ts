import { recordAction } from '@/lib/audit';
import { database } from '@/lib/database';
import { printLeaf, printLeafRanges } from '@/lib/evidence';
import { sealEntries } from '@/lib/seal';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { seal } from './erase-rows';
import { listRetention, type RetentionRule } from './rules';

export interface ExpiryReport {
  readonly source: string;
  readonly rows: number;
  /** The retention leaves, one a batch. */
  readonly leaves: readonly number[];
}

const batchRows = 2_000;

/**
 * Takes out what is older than its source keeps, is sealed and published, and is not held. In batches: each is named in the log before its
 * rows go. Cut off in between, the log says more than was done, and the next time finishes it.
 *
 * @throws {AppError} `not-permitted`; `unavailable` where nothing is sealed
 */
export async function expireActions(
  viewer: Viewer,
  { now, signal }: { now: Instant; signal: AbortSignal },
): Promise<readonly ExpiryReport[]> {
  assertMay(viewer, 'retention:manage');
  await seal(signal);
  const reports: ExpiryReport[] = [];
  for (const rule of await listRetention(viewer)) reports.push(await expireSource(viewer, rule, { now, signal }));
  if (reports.some(({ rows }) => rows > 0)) await seal(signal);
  return reports;
}

async function expireSource(
  viewer: Viewer,
  rule: RetentionRule,
  { now, signal }: { now: Instant; signal: AbortSignal },
): Promise<ExpiryReport> {
  const sql = database('system').$client;
  const leaves: number[] = [];
  let rows = 0;
  while (!signal.aborted) {
    const batch = await nextBatch(rule);
    if (batch.length === 0) break;
    if (leaves.length === 0) await record(viewer, rule, now);
    const attributes = { at: now, days: String(rule.days), leaves: printLeafRanges(batch), source: 'tracebook' };
    const leaf = await sealEntries(viewer, [printLeaf({ kind: 'retention', attributes, commitments: [] })]);
    const [dropped] = await sql<{ rows: string }[]>`select drop_expired(${leaf})::text as rows`;
    leaves.push(leaf);
    rows += Number(dropped?.rows ?? 0);
  }
  return { source: rule.source, rows, leaves };
}

/** Leaves of rows that may go, ascending. */
async function nextBatch({ source, days }: RetentionRule): Promise<number[]> {
  const rows = await database('system').$client<{ leaf: string }[]>`
    select l."index"::text as leaf from admin_actions a
    join seal_leaves l on l.source = 'tracebook' and l.key = a.id::text and l.kind in ('row', 'late-row')
    where a.source = ${source} and a.created_at < now() - make_interval(days => ${days})
      and l."index" < (select coalesce(max(size), 0) from seal_publications)
      and held_by(a.source, a.org_id, array[a.actor_id, a.on_behalf_of, a.subject_id]) is null
    order by l."index" limit ${batchRows}`;
  return rows.map(({ leaf }) => Number(leaf));
}

async function record(viewer: Viewer, { source, days }: RetentionRule, now: Instant): Promise<void> {
  const own = { action: 'retention.expired', feature: 'retention', surface: 'command', outcome: 'success' } as const;
  await recordAction(viewer, { ...own, subject_type: 'source', subject_id: source, metadata: JSON.stringify({ days }) }, { now });
}
