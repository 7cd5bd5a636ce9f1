import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';

/** What became of the lines that an import has read; every line is in exactly one of the other six. */
export interface Counts {
  lines: number;
  created: number;
  repeated: number;
  conflicted: number;
  rejected: number;
  skipped: number;
  blank: number;
}

export interface Position {
  /** How many records of the input are accounted for. */
  readonly records: number;
  /** SHA-256 of them, by which an input that has changed since is found out. */
  readonly digest: string;
}

/** One import as it stands in the table `imports`. */
export interface ImportRun {
  readonly id: string;
  readonly counts: Counts;
  /** By the number of the input. */
  readonly positions: (Position | null)[];
  readonly rejects: { readonly path: string; readonly bytes: number } | null;
  /** How many lines were accounted for when this process took it up; 0 for a new one. */
  readonly resumedAt: number;
}

/** What must be equal for a stopped import to go on. */
export interface RunKey {
  readonly kind: 'actions' | 'lines' | 'errors' | 'usage';
  readonly source: string;
  readonly map: string;
  readonly inputs: readonly string[];
}

/** The stopped import of the same key, else a new one. */
export async function openRun(key: RunKey, { startedBy, restart }: { startedBy: string; restart: boolean }): Promise<ImportRun> {
  const stopped = restart ? null : await stoppedRun(key);
  return stopped ?? (await newRun(key, startedBy));
}

interface StoredPositions {
  readonly inputs: readonly string[];
  readonly at: readonly (Position | null)[];
  readonly rejects: ImportRun['rejects'];
}

async function stoppedRun({ kind, source, map, inputs }: RunKey): Promise<ImportRun | null> {
  const [row] = await database('system').execute<
    Record<keyof Counts, string> & { id: string; is_finished: boolean; positions: StoredPositions; stored: string }
  >(sql`
    select i.id::text, i.finished_at is not null as is_finished, i.positions, i.lines_read as lines, i.created, i.repeated,
      i.conflicted, i.rejected, i.skipped, i.blank,
      case when i.kind = 'actions' then (select count(*) from admin_actions a where a.import_id = i.id) else i.created end as stored
    from imports i
    where i.kind = ${kind} and i.source = ${source} and i.map = ${map} and i.positions -> 'inputs' = ${JSON.stringify(inputs)}::jsonb
    order by i.id desc
    limit 1
  `);
  // Lines have no ids by which they would be found repeated: what was read of them to its end goes on behind that.
  if (!row || (row.is_finished && kind === 'actions')) return null;
  const counts = countsFrom((name) => Number(row[name]));
  // What was stored by a batch whose position was not: its lines come again and are then found repeated.
  const ahead = Number(row.stored) - counts.created;
  counts.created += ahead;
  counts.repeated -= ahead;
  return { id: row.id, counts, positions: [...row.positions.at], rejects: row.positions.rejects, resumedAt: counts.lines };
}

async function newRun({ kind, source, map, inputs }: RunKey, startedBy: string): Promise<ImportRun> {
  const positions: StoredPositions = { inputs, at: [], rejects: null };
  const [row] = await database('system').execute<{ id: string }>(sql`
    insert into imports (kind, source, map, started_by, positions)
    values (${kind}, ${source}, ${map}, ${startedBy}, ${JSON.stringify(positions)}::jsonb)
    returning id::text
  `);
  if (!row) throw new Error('The import could not be written down.');
  return { id: row.id, counts: countsFrom(() => 0), positions: [], rejects: null, resumedAt: 0 };
}

/** Says where the import stands. Called after what it says is committed, so that a stop between the two repeats lines and loses none. */
export function saveRun(run: ImportRun, rejects: ImportRun['rejects'], db: Executor = database('system')): Promise<unknown> {
  return update(run, db, sql`positions = positions || ${JSON.stringify({ at: run.positions, rejects })}::jsonb`);
}

export function finishRun(run: ImportRun): Promise<unknown> {
  return update(run, database('system'), sql`finished_at = clock_timestamp()`);
}

type Executor = Pick<ReturnType<typeof database>, 'execute'>;

function update({ id, counts }: ImportRun, db: Executor, also: SQL): Promise<unknown> {
  return db.execute(sql`
    update imports set lines_read = ${counts.lines}, created = ${counts.created}, repeated = ${counts.repeated},
      conflicted = ${counts.conflicted}, rejected = ${counts.rejected}, skipped = ${counts.skipped}, blank = ${counts.blank}, ${also}
    where id = ${id}::bigint
  `);
}

function countsFrom(count: (name: keyof Counts) => number): Counts {
  const names = ['lines', 'created', 'repeated', 'conflicted', 'rejected', 'skipped', 'blank'] as const;
  return Object.fromEntries(names.map((name) => [name, count(name)])) as Record<keyof Counts, number>;
}

/**
 * Runs while no other process imports the same: two would count each other's rows as repeated. The lock belongs to a
 * connection, so that it ends with the process, however that ends.
 *
 * @throws {AppError} `conflict` while another one runs
 */
export async function alone<T>(key: RunKey, run: () => Promise<T>): Promise<T> {
  const connection = await database('system').$client.reserve();
  try {
    const [lock] = await connection`select pg_try_advisory_lock(hashtextextended(${`import ${JSON.stringify(key)}`}, 0)) as is_ours`;
    if (!lock?.is_ours) throw new AppError('conflict', 'This import runs already, in another process.');
    return await run();
  } finally {
    await connection`select pg_advisory_unlock_all()`.catch(() => undefined);
    connection.release();
  }
}
