import { resolve } from 'node:path';
import { recordAction } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { type ReadLine, type ReadLines, type ReadOptions, type Rejection, readLine } from '@/lib/log-lines';
import { takeLines } from '@/lib/logs';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { type Batch, batchesOf, start } from './batches';
import type { ImportProgress, ImportSummary } from './import-actions';
import { alone, finishRun, type ImportRun, openRun, saveRun } from './import-run';
import { InputDamage, openInput, sizeOf, standardInput } from './open-input';
import { readRecords } from './read-records';
import { openRejectFile, type RejectFile } from './reject-file';

export interface LineImportOptions {
  /** Names of files; `-` is standard input. */
  readonly files: readonly string[];
  readonly source: string;
  /** Of times without an offset. */
  readonly zone?: string;
  /** Of lines that name none. */
  readonly service?: string;
  /** The organisation of lines that name none. */
  readonly org?: string;
  readonly rejects?: string;
  /** Takes everything again, also what was taken before. */
  readonly restart?: boolean;
  readonly redactsEmails?: boolean;
  /** Aborted, the batch that is on its way is finished, and nothing more is read. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly now: Instant;
}

/**
 * Imports lines from files, in their order. Lines and the position behind them are committed together: however an import ends, the
 * same command goes on where it stopped, and one that ended well takes only what its files have grown by.
 *
 * @throws {AppError} `conflict` where a file is no longer what was read of it before
 */
export async function importLines(viewer: Viewer, options: LineImportOptions): Promise<ImportSummary> {
  assertMay(viewer, 'logs:write');
  const { source, files } = options;
  if (/^(tracebook|sample)(\/|$)/.test(source)) {
    throw new AppError('malformed', `The source ${source} is Tracebook's own; choose another with --source.`);
  }
  const bytesTotal = await sizeOf(files);
  const inputs = files.map((file) => (file === standardInput ? file : resolve(file)));
  const key = { kind: 'lines' as const, source, map: 'lines', inputs };
  return alone(key, async () => {
    const run = await openRun(key, { startedBy: viewer.id, restart: options.restart ?? false });
    const path = resolve(options.rejects ?? run.rejects?.path ?? `rejects-${run.id}.ndjson`);
    const rejects = openRejectFile(path, run.rejects?.path === path ? run.rejects.bytes : 0);
    const work: Work = { viewer, options, run, rejects, bytesTotal, bytesBefore: 0, damage: [] };
    try {
      for (const index of files.keys()) if (!options.signal?.aborted) await importFile(work, index);
      const state = options.signal?.aborted ? 'stopped' : work.damage.length > 0 ? 'damaged' : 'finished';
      if (state === 'finished') await finish(work);
      const { id, counts, resumedAt } = run;
      const hasRejects = counts.rejected > 0;
      return { id, source, map: 'lines', state, ...counts, resumedAt, damage: work.damage, rejects: hasRejects ? path : null };
    } finally {
      await rejects.close();
    }
  });
}

interface Work {
  readonly viewer: Viewer;
  readonly options: LineImportOptions;
  readonly run: ImportRun;
  readonly rejects: RejectFile;
  readonly bytesTotal: number | null;
  /** Of the files before this one. */
  bytesBefore: number;
  readonly damage: string[];
}

/** While Postgres commits a batch, the lines of the next one are read. */
async function importFile(work: Work, index: number): Promise<void> {
  const { options, run } = work;
  const input = openInput(options.files[index] ?? standardInput);
  let committing = Promise.resolve();
  try {
    for await (const batch of batchesOf(linesOf(input), { name: input.name, done: run.positions[index] ?? start })) {
      if (options.signal?.aborted) break;
      const read = readAll(batch.records, options);
      await committing;
      options.onProgress?.({ lines: run.counts.lines, bytesRead: work.bytesBefore + input.bytesRead(), bytesTotal: work.bytesTotal });
      committing = commit(work, index, batch, read);
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

/** What is neither an array nor one record a line would be taken for CSV, which no logger writes. */
async function* linesOf(input: ReturnType<typeof openInput>) {
  yield* readRecords(input, { format: 'lines' });
}

async function commit(work: Work, index: number, { records, position }: Batch, read: ReadLines): Promise<void> {
  const { viewer, options, run, rejects } = work;
  const blank = records.filter(({ kind }) => kind === 'blank').length;
  const file = options.files[index] ?? standardInput;
  await takeLines(viewer, read, {
    form: 'file',
    source: options.source,
    importId: run.id,
    purpose: 'system',
    alongside: async (tx, { accepted, rejected, all }) => {
      run.counts.lines += records.length;
      run.counts.blank += blank;
      run.counts.created += accepted;
      run.counts.rejected += rejected;
      run.positions[index] = position;
      await rejects.append(
        all.map(({ position: at, reason }) => {
          const record = records[at];
          return { file, line: record?.at ?? 0, reason, text: record && record.kind !== 'blank' ? record.text : '' };
        }),
      );
      await saveRun(run, { path: rejects.path, bytes: rejects.bytes }, tx);
    },
  });
}

function readAll(records: Batch['records'], { zone, service, org, redactsEmails, now }: LineImportOptions): ReadLines {
  const options: ReadOptions = {
    receivedAt: now,
    trustsOldTimes: true,
    takesPlainText: true,
    ...(zone ? { zone } : {}),
    ...(service ? { service } : {}),
    ...(redactsEmails ? { redactsEmails } : {}),
  };
  const lines: ReadLine[] = [];
  const rejected: Rejection[] = [];
  const redactions: Partial<Record<string, number>> = {};
  for (const [position, record] of records.entries()) {
    if (record.kind === 'blank') continue;
    const one =
      record.kind === 'unreadable'
        ? ({ reason: 'not-json' } as const)
        : readLine(record.text, options, (rule) => {
            redactions[rule] = (redactions[rule] ?? 0) + 1;
          });
    if ('line' in one) lines.push({ position, line: { ...one.line, orgId: one.line.orgId ?? org ?? null } });
    else rejected.push({ position, reason: one.reason });
  }
  return { lines, rejected, redactions };
}

/** Recorded before it is written down as finished: an import that nobody can see in the audit log has not ended. */
async function finish({ viewer, options, run }: Work): Promise<void> {
  await recordAction(
    viewer,
    {
      action: 'import.finished',
      subject_type: 'import',
      subject_id: run.id,
      subject_label: options.source,
      feature: 'import',
      surface: 'command-line',
      outcome: 'success',
      metadata: JSON.stringify({ kind: 'lines', source: options.source, files: options.files, ...run.counts }),
    },
    { now: options.now },
  );
  await finishRun(run);
}
