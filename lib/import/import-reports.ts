import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { recordAction } from '@/lib/audit';
import type { Instant } from '@/lib/time';
import { assertMay, type Permission, type Viewer } from '@/lib/viewer';
import type { ImportProgress, ImportSummary } from './import-actions';
import { alone, finishRun, type ImportRun, openRun, type RunKey, saveRun } from './import-run';
import { type Input, InputDamage, openInput, peek, sizeOf, standardInput } from './open-input';
import { readRecords } from './read-records';
import { openRejectFile, type RejectFile } from './reject-file';
import { excerpt, maxRecordBytes, type SourceRecord, tooLong } from './source-record';

export interface ReportImportOptions {
  /** Names of files and of folders, of which all JSON is read; `-` is standard input. */
  readonly files: readonly string[];
  readonly rejects?: string;
  /** Aborted, the batch that is on its way is finished, and nothing more is read. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly now: Instant;
}

/** What is imported, and how. */
export interface ReportKind {
  readonly kind: RunKey['kind'];
  readonly permission: Permission;
  /** Where the reports come from, as they are kept. */
  readonly source: string;
  /** The same by the word for it, for the audit log. */
  readonly named: Readonly<Record<string, string>>;
  /** How many are kept at once. */
  readonly atOnce: number;
  /** Keeps them, and tells what became of them by their places. */
  readonly take: (texts: readonly string[]) => Promise<Taken>;
}

interface Taken {
  readonly created: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly all: readonly { readonly position: number; readonly reason: string }[];
  /** What tells of nothing that is kept, by its kind. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Imports what SDKs reported: one a file, one a line, or in an array. What was imported before, or sent, is found by its id and what it
 * holds: the same command adds nothing, and one that was stopped begins anew and goes on.
 *
 * @throws {AppError} `not-found`; `malformed` for a source that cannot be written to; `conflict` while the same import runs
 */
export async function importReports(viewer: Viewer, kind: ReportKind, options: ReportImportOptions): Promise<ImportSummary> {
  assertMay(viewer, kind.permission);
  const files = await filesIn(options.files);
  const bytesTotal = await sizeOf(files);
  const key = { kind: kind.kind, source: kind.source, map: kind.kind, inputs: options.files.map((file) => resolve(file)) };
  return alone(key, async () => {
    const run = await openRun(key, { startedBy: viewer.id, restart: true });
    const path = resolve(options.rejects ?? `rejects-${run.id}.ndjson`);
    const rejects = openRejectFile(path, 0);
    const work: Work = { viewer, kind, options, run, rejects, bytesTotal, bytesBefore: 0, damage: [] };
    try {
      let batch: Read[] = [];
      for await (const read of recordsOf(files, work)) {
        batch.push(read);
        if (batch.length < kind.atOnce) continue;
        await commit(work, batch);
        batch = [];
        if (options.signal?.aborted) break;
      }
      await commit(work, batch);
      const state = options.signal?.aborted ? 'stopped' : work.damage.length > 0 ? 'damaged' : 'finished';
      if (state === 'finished') await finish(work);
      const { id, counts } = run;
      const hasRejects = counts.rejected > 0;
      return {
        id,
        source: kind.source,
        map: kind.kind,
        state,
        ...counts,
        resumedAt: 0,
        damage: work.damage,
        rejects: hasRejects ? path : null,
      };
    } finally {
      await rejects.close();
    }
  });
}

interface Work {
  readonly viewer: Viewer;
  readonly kind: ReportKind;
  readonly options: ReportImportOptions;
  readonly run: ImportRun;
  readonly rejects: RejectFile;
  readonly bytesTotal: number | null;
  /** Of the files before this one. */
  bytesBefore: number;
  readonly damage: string[];
}

interface Read {
  readonly file: string;
  readonly record: SourceRecord;
}

/** A folder stands for all JSON in it and below, in the order of the names. */
async function filesIn(names: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names) {
    const folder = name === standardInput ? null : await stat(name).catch(() => null);
    if (!folder?.isDirectory()) found.push(name);
    else {
      const inside = await readdir(name, { recursive: true });
      found.push(
        ...inside
          .filter((file) => /\.(json|jsonl|ndjson)(\.gz)?$/i.test(file))
          .map((file) => join(name, file))
          .sort(),
      );
    }
  }
  return found;
}

async function* recordsOf(files: readonly string[], work: Work): AsyncGenerator<Read> {
  for (const file of files) {
    const input = openInput(file);
    try {
      for await (const list of eventsIn(input)) for (const record of list) yield { file, record };
    } catch (error) {
      if (!(error instanceof InputDamage)) throw error;
      work.damage.push(error.message);
    }
    work.bytesBefore += input.bytesRead();
    if (work.options.signal?.aborted) return;
  }
}

const headBytes = 64 * 1024;

/** A file that begins with an object which goes on over several lines is one event. */
async function* eventsIn({ name, chunks, bytesRead }: Input): AsyncGenerator<readonly SourceRecord[]> {
  const { head, all } = await peek(chunks, headBytes);
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const [line = ''] = text.split('\n', 1);
  const isWhole = text.startsWith('{') && !isJson(line) && (line.length < text.length || head.length < headBytes);
  if (isWhole) yield [await wholeOf(all)];
  else yield* readRecords({ name, chunks: all, bytesRead }, { format: text.startsWith('[') ? 'array' : 'lines' });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function wholeOf(chunks: AsyncIterable<Buffer>): Promise<SourceRecord> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size <= maxRecordBytes) parts.push(chunk);
  }
  const bytes = Buffer.concat(parts);
  if (size > maxRecordBytes) return { kind: 'unreadable', at: 1, text: excerpt(bytes), reason: tooLong };
  return { kind: 'record', at: 1, text: bytes.toString('utf8').replace(/^\ufeff/, '') };
}

async function commit({ kind, options, run, rejects, ...work }: Work, batch: readonly Read[]): Promise<void> {
  if (batch.length === 0) return;
  const records = batch.filter(({ record }) => record.kind !== 'blank');
  const texts = records.map(({ record }) => (record.kind === 'record' ? record.text : ''));
  const { created, repeated, rejected, all, dropped } = await kind.take(texts);
  run.counts.lines += batch.length;
  run.counts.blank += batch.length - records.length;
  run.counts.created += created;
  run.counts.repeated += repeated;
  run.counts.rejected += rejected;
  run.counts.skipped += Object.values(dropped).reduce((sum, times) => sum + times, 0);
  await rejects.append(
    all.map(({ position, reason }) => {
      const { file, record } = records[position] ?? { file: '', record: null };
      const why = record?.kind === 'unreadable' ? record.reason : reason;
      return { file, line: record?.at ?? 0, reason: why, text: record && record.kind !== 'blank' ? record.text : '' };
    }),
  );
  await saveRun(run, { path: rejects.path, bytes: rejects.bytes });
  options.onProgress?.({ lines: run.counts.lines, bytesRead: work.bytesBefore, bytesTotal: work.bytesTotal });
}

/** Recorded before it is written down as finished: an import that nobody can see in the audit log has not ended. */
async function finish({ viewer, kind, options, run }: Work): Promise<void> {
  await recordAction(
    viewer,
    {
      action: 'import.finished',
      subject_type: 'import',
      subject_id: run.id,
      subject_label: kind.source,
      feature: 'import',
      surface: 'command-line',
      outcome: 'success',
      metadata: JSON.stringify({ kind: kind.kind, ...kind.named, files: options.files, ...run.counts }),
    },
    { now: options.now },
  );
  await finishRun(run);
}
