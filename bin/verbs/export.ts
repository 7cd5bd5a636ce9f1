import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { onDatabase, verb, type Work } from '@/bin/verb';
import { type ExportFormat, exportFormats, type Masking, maskings, parseFilter } from '@/lib/address';
import { AppError } from '@/lib/errors';
import { askExport, cancelExport, type Delivery, deliverExport, goneAway } from '@/lib/export';
import { zoneFrom } from '@/lib/time';

interface Options {
  readonly q?: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly tz: string;
  readonly order: 'asc' | 'desc';
  readonly masking: Masking;
  readonly reason?: string;
  readonly subject?: string;
  readonly subjectType?: string;
  readonly data: 'real' | 'sample';
  readonly force?: boolean;
}

/** `tracebook export -q 'actor:u_1 created:2026-10' --format csv --out FILE` */
export function addExport(program: Command): void {
  verb(program, 'export', 'take a list of actions away as a file, and its manifest beside it')
    .option('-q <filter>', 'which actions, as in the search box; all of them without it')
    .addOption(new Option('--format <form>', 'in which form').choices(exportFormats).default('csv'))
    .requiredOption('--out <file>', 'where it goes; - is standard output, without a manifest')
    .option('--tz <zone>', 'the zone of times, and of days in the filter', 'UTC')
    .addOption(new Option('--order <order>', 'newest or oldest first').choices(['desc', 'asc']).default('desc'))
    .addOption(new Option('--masking <profile>', 'what is left out').choices(maskings).default('none'))
    .option('--subject <id>', 'the history of one thing')
    .option('--subject-type <type>', 'its type')
    .option('--reason <text>', 'what it is for')
    .addOption(new Option('--data <world>', 'what is real, or the sample').choices(['real', 'sample']).default('real'))
    .option('--force', 'write over a file that is there')
    .action((options: Options, command: Command) => onDatabase(command, (work) => run(work, options)));
}

async function run({ viewer: system, reporter, signal }: Work, options: Options): Promise<void> {
  const { q = '', format, out, tz, order, masking, reason = null, subject, subjectType = null, data, force = false } = options;
  const zone = zoneFrom(tz);
  if (zone === null) throw new AppError('malformed', `${tz} is no time zone by its name, such as America/New_York.`);
  if (out !== '-' && !force && existsSync(out)) throw new AppError('conflict', `${out} is there already; --force writes over it.`);
  const viewer = { ...system, sees: data };
  const asked = { filter: parseFilter(q), zone, order, subject: subject === undefined ? null : { type: subjectType, id: subject } };
  const { id, words } = await askExport(viewer, { ...asked, format, masking, reason });
  reporter.say(`Export ${id}: ${words}`);
  const began = performance.now();
  const delivery = await deliverExport(viewer, id, {
    now: () => new Date().toISOString().replace('Z', '000Z'),
    requestId: null,
    surface: 'command',
    onProgress: ({ rows, of, bytes }) =>
      reporter.progress({ what: 'Exporting', done: rows, total: of, note: noteOf(rows, of, bytes, began) }),
  });
  signal.addEventListener('abort', () => void cancelExport(viewer, id).catch(() => undefined));
  const { rows, bytes, sha256 } = await write(delivery, out);
  const seconds = Math.round(performance.now() - began) / 1_000;
  const told = `Export ${id} is whole: ${grouped(rows)} actions, ${grouped(bytes)} bytes in ${seconds.toFixed(1)} s.\nSHA-256 ${sha256}`;
  const answer = {
    id,
    state: 'whole',
    rows,
    bytes,
    sha256,
    file: out,
    manifest: out === '-' ? null : `${out}.manifest`,
    seconds,
  };
  if (out === '-') reporter.say(told);
  else reporter.answer(answer, `${told}\nIts manifest: ${out}.manifest`);
}

/**
 * Under its name only when it is whole: what breaks off stays beside it as `.part`, without its trailer.
 *
 * @throws {AppError} `unavailable` where it did not come to its end
 */
async function write({ file, ended }: Delivery, out: string): Promise<{ rows: number; bytes: number; sha256: string }> {
  const isPipe = out === '-';
  const part = `${out}.part`;
  try {
    const source = Readable.fromWeb(file as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(source, isPipe ? process.stdout : createWriteStream(part, { flush: true }), { end: !isPipe });
  } catch (error) {
    const end = await ended;
    // A disk that is full is no fault of the export, and told as what it is.
    if (end.state === 'whole' || end.why === goneAway) throw error;
    throw new AppError('unavailable', `The export was interrupted: ${end.why}. ${isPipe ? 'What was written' : part} is no whole file.`);
  }
  const end = await ended;
  if (end.state !== 'whole') throw new AppError('unavailable', `The export was interrupted: ${end.why}.`);
  if (isPipe) return end;
  await rm(`${out}.manifest`, { force: true });
  await rename(part, out);
  await writeFile(`${out}.manifest`, end.manifest, { flush: true });
  return end;
}

function noteOf(rows: number, of: number, bytes: number, began: number): string {
  const seconds = Math.max(0.001, (performance.now() - began) / 1_000);
  const left = rows > 0 ? `, ${Math.ceil((seconds * (of - rows)) / rows)} s left` : '';
  return `${(bytes / 1e6).toFixed(1)} MB, ${grouped(Math.round(rows / seconds))} a second${left}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
