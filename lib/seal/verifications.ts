import { printActionRef } from '@/lib/address';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { ownSource } from './fields';
import type { Finding, FindingKind } from './finding';
import type { Client } from './ledger';
import { instant } from './states';

/** A run of verification, as it stands. Times are RFC 3339 in UTC. */
export interface Verification {
  readonly id: string;
  /** `whole`, or a slice of the log, one a night. */
  readonly kind: 'whole' | 'slice';
  readonly askedBy: string;
  readonly startedAt: string;
  /** Null while it runs. */
  readonly finishedAt: string | null;
  readonly fromLeaf: number;
  readonly toLeaf: number;
  readonly checked: number;
  /** Rows among them that were sealed more than an hour after what they say of their time. */
  readonly lateRows: number;
  readonly findings: number;
  /** `incomplete`: something could not be looked at. Null while it runs. */
  readonly outcome: 'as-sealed' | 'differs' | 'incomplete' | null;
  readonly why: string | null;
}

export async function beginRun(
  sql: Client,
  { kind, askedBy, from, to }: { kind: Verification['kind']; askedBy: string; from: number; to: number },
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into seal_verifications (kind, asked_by, from_leaf, to_leaf) values (${kind}, ${askedBy}, ${from}, ${to}) returning id::text`;
  return row?.id ?? '';
}

/** Runs of processes that are gone. To be called by whoever holds the lock of verification. */
export async function endLostRuns(sql: Client): Promise<void> {
  await sql`
    update seal_verifications set finished_at = clock_timestamp(), outcome = case when findings > 0 then 'differs' else 'incomplete' end,
      why = 'It was interrupted.'
    where finished_at is null`;
}

export async function noteProgress(sql: Client, id: string, { checked, lateRows }: { checked: number; lateRows: number }): Promise<void> {
  await sql`update seal_verifications set checked = ${checked}, late_rows = ${lateRows} where id = ${id}`;
}

/** The first thousands by name, all by count. */
export async function addFindings(sql: Client, id: string, findings: readonly Finding[], before: number): Promise<void> {
  await sql`update seal_verifications set findings = ${before + findings.length} where id = ${id}`;
  const kept = findings.slice(0, Math.max(0, mostFindings - before));
  if (kept.length === 0) return;
  await sql`
    insert into seal_findings (verification_id, n, kind, leaf, source, key, fields, detail)
    select ${id}::bigint, ${before}::int + f.n::int, f.kind, f.leaf, f.source, f.key, string_to_array(f.fields, ','), f.detail
    from rows from (json_to_recordset(${JSON.stringify(kept.map((one) => ({ ...one, fields: one.fields.join(',') })))}::json) as (
      kind text, leaf bigint, source text, key text, fields text, detail text
    )) with ordinality as f (kind, leaf, source, key, fields, detail, n)`;
}

const mostFindings = 100_000;

export async function finishRun(sql: Client, id: string, { outcome, why }: Pick<Verification, 'outcome' | 'why'>): Promise<void> {
  await sql`update seal_verifications set finished_at = clock_timestamp(), outcome = ${outcome}, why = ${why} where id = ${id}`;
}

/** What the sealer found by itself, as a run of its own. */
export async function keepFindings(
  sql: Client,
  { from, to, findings }: { from: number; to: number; findings: readonly Finding[] },
): Promise<void> {
  const id = await beginRun(sql, { kind: 'slice', askedBy: 'sealing', from, to });
  await addFindings(sql, id, findings, 0);
  await noteProgress(sql, id, { checked: to - from, lateRows: 0 });
  await finishRun(sql, id, { outcome: 'differs', why: null });
}

const columns = `id::text, kind, asked_by, ${instant('started_at')} as started, ${instant('finished_at')} as finished, from_leaf::text,
  to_leaf::text, checked::text, late_rows::text, findings::text, outcome, why`;

/** The newest first. */
export async function readRuns(sql: Client, { limit, id }: { limit: number; id?: string }): Promise<readonly Verification[]> {
  const rows = await sql.unsafe<Record<string, string | null>[]>(
    `select ${columns} from seal_verifications v ${id === undefined ? '' : 'where v.id = $2::bigint'} order by v.id desc limit $1`,
    id === undefined ? [limit] : [limit, id],
  );
  return rows.map((row) => ({
    id: row.id ?? '',
    kind: row.kind === 'slice' ? 'slice' : 'whole',
    askedBy: row.asked_by ?? '',
    startedAt: row.started ?? '',
    finishedAt: row.finished ?? null,
    fromLeaf: Number(row.from_leaf),
    toLeaf: Number(row.to_leaf),
    checked: Number(row.checked),
    lateRows: Number(row.late_rows),
    findings: Number(row.findings),
    outcome: (row.outcome ?? null) as Verification['outcome'],
    why: row.why ?? null,
  }));
}

/**
 * What a run has found, in its order. Which row it was is told to those who see every organisation: a row that is gone says no more whose it
 * was. Others are told what happened, and in which source.
 */
export async function readFindings(
  sql: Client,
  viewer: Viewer,
  { id, limit }: { id: string; limit: number },
): Promise<readonly ListedFinding[]> {
  assertMay(viewer, 'evidence:read');
  const isScoped = orgScope(viewer) !== null;
  const rows = await sql<FindingRow[]>`
    select f.kind, f.leaf::text, f.source, f.key, f.fields, f.detail,
      case when f.source = ${ownSource} then (
        select a.source from admin_actions a where a.id = case when f.key ~ '^[0-9]{1,18}$' then f.key::bigint end
      ) else f.source end as place
    from seal_findings f where f.verification_id = ${id}::bigint order by f.n limit ${limit}`;
  return rows.map(({ leaf, key, place, ...row }) => ({
    ...row,
    leaf: leaf === null || isScoped ? null : Number(leaf),
    key: isScoped ? null : key,
    ref: isScoped || key === null || place === null || row.kind === 'deleted' ? null : printActionRef({ source: place, key }),
  }));
}

/** With the reference by which the action is found as it is now; null where it is gone, or not to be told. */
export interface ListedFinding extends Finding {
  readonly ref: string | null;
}

interface FindingRow {
  kind: FindingKind;
  leaf: string | null;
  source: string | null;
  key: string | null;
  fields: string[];
  detail: string;
  place: string | null;
}
