import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type ActionRecorder, actionRecorder, type PreparedAction, type RecordResult, recordAction } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { batchesOf, start } from './batches';
import { alone, type Counts, finishRun, type ImportRun, openRun, type Position, saveRun } from './import-run';
import { loadMap } from './map-file';
import { compileMap, type Mapped, type MappingOptions, type RecordMapper } from './map-record';
import { InputDamage, openInput, sizeOf, standardInput } from './open-input';
import { type Format, readRecords } from './read-records';
import { openRejectFile, type RejectFile } from './reject-file';
import type { SourceRecord } from './source-record';

export interface ImportOptions extends MappingOptions {
  /** Names of files; `-` is standard input. */
  readonly files: readonly string[];
  /** The name of a shipped map, or of a file. */
  readonly map: string;
  /** Without it, the name of the map. */
  readonly source?: string;
  readonly format?: Format;
  /** Without it, `rejects-<number of the import>.ndjson`. */
  readonly rejects?: string;
  /** Begins anew where an import was stopped. */
  readonly restart?: boolean;
  /** Aborted, the batch that is on its way is finished, and nothing more is read. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly now: Instant;
}

export interface ImportProgress {
  readonly lines: number;
  readonly bytesRead: number;
  /** Null where it comes from standard input. */
  readonly bytesTotal: number | null;
}

/** How an import ended, and what became of every line that it read. */
export interface ImportSummary extends Readonly<Counts> {
  readonly id: string;
  readonly source: string;
  readonly map: string;
  readonly state: 'finished' | 'stopped' | 'damaged';
  /** Of a stopped import that went on: how many lines were done before. */
  readonly resumedAt: number;
  /** What is wrong with inputs that could not be read to their end. */
  readonly damage: readonly string[];
  /** Where rejected and conflicting lines are written down, if there are any. */
  readonly rejects: string | null;
}

/**
 * Imports actions from files, in their order. Idempotent by event ID, so that doing it again adds nothing. An import that
 * ends before its files do goes on when it is started again with the same files, map and source.
 *
 * @throws {AppError} before anything is read, for a map, zone, source or file that cannot be used; and where an input is not
 * the one that a stopped import had begun to read
 */
export async function importActions(viewer: Viewer, options: ImportOptions): Promise<ImportSummary> {
  assertMay(viewer, 'audit:import');
  const map = await loadMap(options.map);
  const mapper = compileMap(map, options);
  const source = assertFree(options.source ?? map.name);
  const bytesTotal = await sizeOf(options.files);
  const key = {
    kind: 'actions' as const,
    source,
    map: map.identity,
    inputs: options.files.map((file) => (file === standardInput ? file : resolve(file))),
  };
  return alone(key, async () => {
    const run = await openRun(key, { startedBy: viewer.id, restart: options.restart ?? false });
    const rejects = openRejectFile(...rejectsOf(run, options));
    const recorder = actionRecorder(viewer, { now: options.now, source, importId: run.id, purpose: 'system' });
    const work: Work = {
      viewer,
      options,
      mapper,
      recorder,
      source,
      run,
      rejects,
      under: map.records,
      bytesTotal,
      bytesBefore: 0,
      damage: [],
    };
    try {
      for (const index of options.files.keys()) if (!options.signal?.aborted) await importFile(work, index);
      const state = options.signal?.aborted ? 'stopped' : work.damage.length > 0 ? 'damaged' : 'finished';
      if (state === 'finished') await finish(work);
      return summaryOf(work, map.name, state);
    } finally {
      await rejects.close();
    }
  });
}

function assertFree(source: string): string {
  if (/^(tracebook|sample)(\/|$)/.test(source))
    throw new AppError('malformed', `The source ${source} is Tracebook's own; choose another with --source.`);
  return source;
}

/** A file of another name than before begins empty. */
function rejectsOf({ id, rejects }: ImportRun, options: ImportOptions): [path: string, bytes: number] {
  const path = resolve(options.rejects ?? rejects?.path ?? `rejects-${id}.ndjson`);
  return [path, rejects?.path === path ? rejects.bytes : 0];
}

interface Work {
  readonly viewer: Viewer;
  readonly options: ImportOptions;
  readonly mapper: RecordMapper;
  readonly recorder: ActionRecorder;
  readonly source: string;
  readonly run: ImportRun;
  readonly rejects: RejectFile;
  readonly under: string | undefined;
  readonly bytesTotal: number | null;
  /** Of the files before this one. */
  bytesBefore: number;
  readonly damage: string[];
}

/** While Postgres commits a batch, the next one is read, mapped and prepared. */
async function importFile(work: Work, index: number): Promise<void> {
  const { options, run, under } = work;
  const input = openInput(options.files[index] ?? standardInput);
  const records = readRecords(input, { ...(options.format && { format: options.format }), ...(under && { under }) });
  let committing = Promise.resolve();
  try {
    for await (const batch of batchesOf(records, { name: input.name, done: run.positions[index] ?? start })) {
      if (options.signal?.aborted) break;
      const mapped = await mapBatch(work, batch.records);
      await committing;
      options.onProgress?.({ lines: run.counts.lines, bytesRead: work.bytesBefore + input.bytesRead(), bytesTotal: work.bytesTotal });
      committing = commit(work, index, { position: batch.position, mapped });
      // It is awaited a batch later; failing before that must not end the process.
      committing.catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    work.damage.push(error.message);
  } finally {
    await committing;
  }
  work.bytesBefore += input.bytesRead();
}

type Taken = { readonly record: SourceRecord; readonly became: Became };

/** What is known of a record before Postgres was asked. */
type Became = { readonly kind: 'action'; readonly action: PreparedAction } | Exclude<Mapped, { kind: 'action' }>;

async function mapBatch({ mapper, recorder }: Work, records: readonly SourceRecord[]): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  for (const record of records) {
    // The evaluator never leaves the queue of promises; what comes from Postgres waits behind that.
    if (taken.length % 50 === 0) await setImmediate();
    const mapped = await mapOne(mapper, record);
    taken.push({ record, became: mapped.kind === 'action' ? { kind: 'action', action: recorder.prepare(mapped.input) } : mapped });
  }
  return taken;
}

function mapOne(mapper: RecordMapper, record: SourceRecord): Promise<Mapped> | Mapped {
  if (record.kind === 'record') return mapper(record.text);
  return record.kind === 'blank' ? { kind: 'skipped' } : { kind: 'rejected', reason: record.reason };
}

async function commit(
  work: Work,
  index: number,
  { position, mapped: all }: { position: Position; mapped: readonly Taken[] },
): Promise<void> {
  const { recorder, options, run, rejects } = work;
  const actions = all.flatMap(({ record, became }) => (became.kind === 'action' ? [{ record, action: became.action }] : []));
  const results = await recorder.write(actions.map(({ action }) => action));
  const refused = [
    ...all.flatMap(({ record, became }) => (became.kind === 'rejected' ? [{ record, reason: became.reason }] : [])),
    ...results.flatMap((result, nth) => {
      const record = actions[nth]?.record;
      const reason = reasonIn(result);
      return record && reason !== null ? [{ record, reason }] : [];
    }),
  ].sort((a, b) => a.record.at - b.record.at);
  tally(run.counts, all, results);
  await rejects.append(
    refused.map(({ record, reason }) => ({
      file: options.files[index] ?? standardInput,
      line: record.at,
      reason,
      text: record.kind === 'blank' ? '' : record.text,
    })),
  );
  run.positions[index] = position;
  await saveRun(run, { path: rejects.path, bytes: rejects.bytes });
}

function reasonIn(result: RecordResult): string | null {
  if (result.result === 'rejected') return result.reason;
  return result.result === 'conflict' ? `conflict: the event ${result.event_id} is recorded already, with other content` : null;
}

function tally(counts: Counts, all: readonly Taken[], results: readonly RecordResult[]): void {
  const count = <T>(list: readonly T[], isMeant: (one: T) => boolean) => list.filter(isMeant).length;
  const blank = count(all, ({ record }) => record.kind === 'blank');
  counts.lines += all.length;
  counts.blank += blank;
  counts.skipped += count(all, ({ became }) => became.kind === 'skipped') - blank;
  counts.rejected += count(all, ({ became }) => became.kind === 'rejected') + count(results, ({ result }) => result === 'rejected');
  counts.created += count(results, ({ result }) => result === 'created');
  counts.repeated += count(results, ({ result }) => result === 'repeated');
  counts.conflicted += count(results, ({ result }) => result === 'conflict');
}

/** Recorded before it is written down as finished: an import that nobody can see in the audit log has not ended. */
async function finish({ viewer, options, run, source }: Work): Promise<void> {
  await recordAction(
    viewer,
    {
      action: 'import.finished',
      subject_type: 'import',
      subject_id: run.id,
      subject_label: source,
      feature: 'import',
      surface: 'command-line',
      outcome: 'success',
      metadata: JSON.stringify({ source, map: options.map, files: options.files, ...run.counts }),
    },
    { now: options.now },
  );
  await finishRun(run);
}

function summaryOf({ run, source, rejects, damage }: Work, map: string, state: ImportSummary['state']): ImportSummary {
  const { id, counts, resumedAt } = run;
  return { id, source, map, state, ...counts, resumedAt, damage, rejects: counts.rejected + counts.conflicted > 0 ? rejects.path : null };
}
