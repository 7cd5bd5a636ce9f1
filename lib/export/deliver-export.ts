import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { printFilter } from '@/lib/address';
import { type ActionStream, recordAction, streamActions } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/telemetry';
import type { Instant } from '@/lib/time';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { streamQuestionOf } from './ask-export';
import { bundleOf } from './bundle';
import type { ExportRecord } from './export-record';
import type { Ending, FileWriter } from './file-form';
import { fileNameOf, formOf } from './formats';
import { getExport } from './list-exports';
import { manifestOfFile } from './manifest';
import { shownUnder, withheldBy } from './masking';
import { noteBegin, noteInterrupted, noteProgress, noteWhole, type Turn, takeBackWhole, type Whole } from './register';

export interface DeliverOptions {
  readonly now: () => Instant;
  readonly requestId: string | null;
  /** Where it is handed out: `/api/v1/actions/export`, or `command`. */
  readonly surface: string;
  /** What is there already: so many bytes are made again and not sent. */
  readonly from?: number;
  readonly onProgress?: (progress: { readonly rows: number; readonly of: number; readonly bytes: number }) => void;
}

/** A file on its way. */
export interface Delivery {
  readonly record: ExportRecord;
  /** Breaks off with an error wherever it does not come to its end. */
  readonly file: ReadableStream<Uint8Array>;
  /** Of the whole file, where that is known before: on a second time, or when it goes on from a place. */
  readonly totalBytes: number | null;
  /** What became of it in the end, with its manifest. */
  readonly ended: Promise<({ readonly state: 'whole' } & Whole) | { readonly state: 'interrupted'; readonly why: string }>;
}

/**
 * Hands out the file of an export that this viewer asked for, as of the moment at which they did. Recorded in the register and as an
 * action before its first byte; whoever stops reading for two minutes has gone.
 *
 * @throws {AppError} `not-permitted`; `not-found`; `conflict` where it was cancelled, or the viewer sees other organisations than then;
 *   `too-many`; `unavailable` where it could not be recorded; as `streamActions`
 */
export async function deliverExport(viewer: Viewer, id: string, options: DeliverOptions): Promise<Delivery> {
  assertMay(viewer, 'audit:export');
  const record = await getExport(viewer, id);
  if (!record || record.viewer.kind !== viewer.kind || record.viewer.id !== viewer.id)
    throw new AppError('not-found', 'There is no such export.');
  if (record.state === 'cancelled') throw new AppError('conflict', 'This export was cancelled. Ask for it anew.');
  const asSeen = { ...viewer, sees: record.viewer.sees };
  if (!isDeepStrictEqual(record.orgs, orgScope(asSeen)))
    throw new AppError('conflict', 'You see other organisations than when you asked for it. Ask anew.');
  const turn = await noteBegin(viewer, id);
  try {
    const stream = await streamActions(asSeen, streamQuestionOf({ ...record.question, ...record }), record.bound);
    const totalBytes = await totalOf(record, stream, options.from ?? 0);
    if (totalBytes !== null && (options.from ?? 0) >= totalBytes) throw new AppError('malformed', `The file has ${totalBytes} bytes.`);
    await recordOrRefuse(asSeen, record, { action: 'export.begin', ...options, rows: stream.count });
    return { record, totalBytes, ...handOut(asSeen, { record, stream, turn, options }) };
  } catch (error) {
    await noteInterrupted(turn, { rows: 0, bytes: 0, why: error instanceof AppError ? error.message : 'it failed before its first byte' });
    throw error;
  }
}

/** What begins in the middle says how much there is in all, as HTTP demands; of Parquet nobody knows before it is made. */
async function totalOf(record: ExportRecord, stream: ActionStream, from: number): Promise<number | null> {
  // A bundle rests on the checkpoint of its day.
  if (record.state === 'whole' && record.format !== 'bundle') return record.bytes;
  if (from === 0) return null;
  if (record.format !== 'csv' && record.format !== 'jsonl')
    throw new AppError('malformed', 'Only CSV and JSON Lines go on from a place. Fetch it from its beginning.');
  const writer = writerOf(record, stream);
  const sizeOf = (chunks: readonly Uint8Array[]) => chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const ends = sizeOf(writer.begin()) + sizeOf(writer.trailer({ rows: stream.count, sha256: '0'.repeat(64) }));
  return ends + (await stream.countBytes());
}

interface Handing {
  readonly record: ExportRecord;
  readonly stream: ActionStream;
  readonly turn: Turn;
  readonly options: DeliverOptions;
}

/** Why it ended where the reader ended it. */
export const goneAway = 'whoever fetched it went away';

const beatMs = 2_000;
/** Whoever takes nothing for so long has gone. */
const patienceMs = 120_000;

function handOut(viewer: Viewer, { record, stream, turn, options }: Handing): Pick<Delivery, 'file' | 'ended'> {
  const made = { rows: 0, bytes: 0 };
  const finish = async (whole: Whole) => {
    await recordOrRefuse(viewer, record, { action: 'export.end', ...options, rows: whole.rows, sha256: whole.sha256 });
    if (!(await noteWhole(turn, whole))) throw new BrokenOff('it was cancelled');
  };
  const making = { record, stream, made, finish, madeAt: options.now };
  const chunks = record.format === 'bundle' ? bundleFile(viewer, making) : fileOf(viewer, making);
  let skip = options.from ?? 0;
  let waitsSince: number | null = Date.now();
  let isOver = false;
  let whole: Whole | null = null;
  let settle: (ended: Awaited<Delivery['ended']>) => void = () => undefined;
  const ended = new Promise<Awaited<Delivery['ended']>>((done) => {
    settle = done;
  });
  let controller: ReadableStreamDefaultController<Uint8Array>;

  async function breakOff(why: string, error: unknown): Promise<void> {
    if (isOver) return;
    isOver = true;
    clearInterval(beat);
    controller.error(error);
    chunks.return().catch(() => undefined);
    await noteEnd(why);
  }

  async function noteEnd(why: string): Promise<void> {
    // The register is told by a sweep where it cannot be told now.
    const told = await (whole === null ? noteInterrupted(turn, { ...made, why }) : takeBackWhole(turn, why)).catch(() => false);
    if (told)
      await recordEnd(viewer, record, { ...options, rows: made.rows, why }).catch((error: unknown) =>
        log('error', 'the end of an export was not recorded', { error }),
      );
    settle({ state: 'interrupted', why });
  }

  const beat = setInterval(async () => {
    options.onProgress?.({ ...made, of: stream.count });
    if (waitsSince !== null && Date.now() - waitsSince > patienceMs)
      return breakOff('nobody fetched any more of it', new BrokenOff('too slow'));
    // A database that is away for a moment does not end what it does not answer for.
    const state = await noteProgress(turn, made).catch(() => 'running' as const);
    if (state === null) await breakOff('it was fetched anew', new BrokenOff('superseded'));
    else if (state === 'cancelled' || state === 'interrupted') await breakOff('it was cancelled', new BrokenOff('cancelled'));
  }, beatMs);
  beat.unref();

  const file = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      async pull() {
        waitsSince = null;
        try {
          for (;;) {
            const { value, done } = await chunks.next();
            if (isOver) return;
            if (done) {
              isOver = true;
              clearInterval(beat);
              controller.close();
              options.onProgress?.({ ...made, of: stream.count });
              if (whole) settle({ state: 'whole', ...whole });
              return;
            }
            whole = value.whole ?? whole;
            const sent = skip > 0 ? value.bytes.subarray(Math.min(skip, value.bytes.byteLength)) : value.bytes;
            skip -= value.bytes.byteLength - sent.byteLength;
            if (sent.byteLength > 0) return controller.enqueue(sent);
          }
        } catch (error) {
          if (!(error instanceof AppError || error instanceof BrokenOff)) log('error', 'an export broke off', { error });
          await breakOff(
            error instanceof Error && (error instanceof AppError || error instanceof BrokenOff) ? error.message : 'it failed',
            error,
          );
        } finally {
          waitsSince = Date.now();
        }
      },
      async cancel() {
        if (isOver) return;
        isOver = true;
        clearInterval(beat);
        chunks.return().catch(() => undefined);
        await noteEnd(goneAway);
      },
    },
    { highWaterMark: 0 },
  );
  return { file, ended };
}

/** Why a file ends before its end, for the register. The reader gets a broken transfer. */
class BrokenOff extends Error {}

interface Chunk {
  readonly bytes: Uint8Array;
  /** With the last one. */
  readonly whole?: Whole;
}

interface Making {
  readonly record: ExportRecord;
  readonly stream: ActionStream;
  /** How far it is, for whoever looks. */
  readonly made: { rows: number; bytes: number };
  /** Writes down that it is whole, before anybody gets its end. */
  readonly finish: (whole: Whole) => Promise<void>;
  readonly madeAt: () => Instant;
}

/** The file, piece by piece. Its trailer is made when everything is counted and written down, and not otherwise. */
async function* fileOf(viewer: Viewer, { record, stream, made, finish, madeAt }: Making): AsyncGenerator<Chunk, void> {
  const writer = writerOf(record, stream);
  const hash = createHash('sha256');
  const byTable = noRows(stream);
  let [first, last]: [string | null, string | null] = [null, null];
  const counted = (chunks: readonly Uint8Array[]) =>
    chunks.map((bytes) => {
      hash.update(bytes);
      made.bytes += bytes.byteLength;
      return { bytes };
    });
  yield* counted(writer.begin());
  for await (const page of stream.pages()) {
    first ??= page.first;
    last = page.last;
    made.rows += page.rows;
    addRows(byTable, page.byTable);
    yield* counted(writer.page(page.bytes, page.rows));
  }
  yield* counted(writer.rest());
  await assertWhole(stream, byTable);
  const ending: Ending = { rows: made.rows, sha256: hash.copy().digest('hex') };
  const trailer = Buffer.concat(writer.trailer(ending));
  hash.update(trailer);
  made.bytes += trailer.byteLength;
  const [bytes, sha256] = [made.bytes, hash.digest('hex')];
  const finished = { rows: made.rows, first, last, byTable, leftOut: stream.leftOut };
  const manifest = await manifestOfFile(viewer, record, { finished, name: fileNameOf(record), mark: { bytes, sha256 }, madeAt: madeAt() });
  const whole = { rows: made.rows, bytes, sha256, manifest };
  await finish(whole);
  yield { bytes: trailer, whole };
}

/** The same for a bundle: the directory of its zip is its trailer. */
async function* bundleFile(viewer: Viewer, { record, stream, made, finish, madeAt }: Making): AsyncGenerator<Chunk, void> {
  const hash = createHash('sha256');
  const byTable = noRows(stream);
  const pieces = bundleOf(viewer, {
    record,
    stream,
    madeAt,
    onPage: (rows, of) => {
      made.rows += rows;
      addRows(byTable, of);
    },
    assertWhole: () => assertWhole(stream, byTable),
    finished: (rows, ends) => ({ rows, ...ends, byTable, leftOut: stream.leftOut }),
  });
  let held: Uint8Array | null = null;
  for (;;) {
    const { value, done } = await pieces.next();
    if (done) {
      const whole = { rows: made.rows, bytes: made.bytes, sha256: hash.digest('hex'), manifest: value };
      await finish(whole);
      yield { bytes: held ?? new Uint8Array(), whole };
      return;
    }
    if (held) yield { bytes: held };
    held = value;
    hash.update(value);
    made.bytes += value.byteLength;
  }
}

function noRows({ counts }: ActionStream): Record<string, number> {
  return Object.fromEntries(Object.keys(counts).map((table) => [table, 0]));
}

function addRows(byTable: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [table, rows] of Object.entries(more)) byTable[table] = (byTable[table] ?? 0) + rows;
}

/**
 * As many rows as were counted at the beginning; of another team's table, where rows can come and go below us, as many as there are in
 * the end.
 */
async function assertWhole(stream: ActionStream, byTable: Readonly<Record<string, number>>): Promise<void> {
  const others = Object.entries(stream.counts).filter(([table, count]) => count !== byTable[table]);
  if (others.length === 0) return;
  const now = await stream.countAgain();
  for (const [table, count] of others) {
    if (now[table] !== byTable[table]) throw new BrokenOff(`${table} gave ${byTable[table]} rows instead of ${count}`);
  }
}

function writerOf(record: ExportRecord, stream: ActionStream): FileWriter {
  const { id, masking, format, words, question, viewer, reason, bound } = record;
  const facts = {
    words,
    query: printFilter(question.filter),
    zone: question.zone,
    who: viewer.label,
    reason,
    asOf: bound.asOf,
    count: stream.count,
    withheld: withheldBy(masking, format),
    leftOut: stream.leftOut,
    isSample: viewer.sees === 'sample',
  };
  const { writer } = formOf(format);
  if (!writer) throw new Error('A bundle is no single file.');
  return writer({ id, names: shownUnder(masking), facts });
}

interface Recorded extends Pick<DeliverOptions, 'now' | 'requestId' | 'surface' | 'from'> {
  readonly action: 'export.begin' | 'export.end';
  readonly rows: number;
  readonly sha256?: string;
  readonly why?: string;
}

/** @throws {AppError} `unavailable`: what cannot be recorded does not happen */
async function recordOrRefuse(viewer: Viewer, record: ExportRecord, recorded: Recorded): Promise<void> {
  try {
    await recordIt(viewer, record, recorded, 'success');
  } catch (error) {
    log('error', 'an export could not be recorded', { error });
    throw new AppError('unavailable', 'This export could not be recorded, so it is not handed out.', { retryAfterSeconds: 30 });
  }
}

function recordEnd(viewer: Viewer, record: ExportRecord, recorded: Omit<Recorded, 'action'>): Promise<void> {
  return recordIt(viewer, record, { ...recorded, action: 'export.end' }, 'failure');
}

async function recordIt(viewer: Viewer, record: ExportRecord, recorded: Recorded, outcome: 'success' | 'failure'): Promise<void> {
  const { id, format, masking, reason, question, words } = record;
  const { action, rows, sha256, why, from, now, requestId, surface } = recorded;
  const details = { format, masking, q: printFilter(question.filter), words, zone: question.zone, rows, reason, sha256, why, from };
  await recordAction(
    viewer,
    {
      action,
      feature: 'evidence',
      surface,
      outcome,
      subject_type: 'export',
      subject_id: id,
      request_id: requestId,
      metadata: JSON.stringify(Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null && value !== undefined))),
    },
    { now: now() },
  );
}
