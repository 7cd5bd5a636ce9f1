import { Argument, type Command, Option } from 'commander';
import { exitCodes } from '@/bin/failure';
import type { Progress } from '@/bin/reporter';
import { onDatabase, verb } from '@/bin/verb';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import {
  type Format,
  formats,
  type ImportProgress,
  type ImportSummary,
  importActions,
  importErrors,
  importLines,
  importUses,
  shippedMaps,
} from '@/lib/import';
import type { Viewer } from '@/lib/viewer';

interface Options {
  readonly map?: string;
  readonly service?: string;
  readonly project?: string;
  readonly source?: string;
  readonly org?: string;
  readonly zone?: string;
  readonly format?: Format;
  readonly rejects?: string;
  readonly restart?: boolean;
}

export function addImport(program: Command): void {
  verb(program, 'import', 'take in actions, lines of logs, errors or product events from files')
    .addArgument(new Argument('<kind>', 'what the files hold').choices(['actions', 'logs', 'errors', 'usage']))
    .argument(
      '<file...>',
      'NDJSON, JSON arrays or CSV, plain or gzip; - is standard input; logs one record a line, errors as SDKs of Sentry write them, usage as PostHog exports it, in folders too',
    )
    .option('--map <name or file>', `of actions: one of ${Object.keys(shippedMaps).join(', ')}, or a file of yours`)
    .option('--source <name>', 'where they come from; without it actions are named as the map, lines and product events as import')
    .option('--service <name>', 'the service of lines that name none')
    .option('--project <name>', 'whose errors they are', 'import')
    .option('--org <id>', 'the organisation of records that name none')
    .option('--zone <zone>', 'the zone of times without an offset, like Europe/Berlin')
    .addOption(new Option('--format <form>', 'if not told by the name and first character of each file').choices(formats))
    .option('--rejects <file>', 'where lines that are not taken are written down')
    .option('--restart', 'begin anew where an import was stopped')
    .action((kind: Kind, files: string[], options: Options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        const rate = rateFrom(performance.now());
        const given = {
          files,
          signal,
          now: new Date().toISOString().replace('Z', '000Z'),
          onProgress: (progress: ImportProgress) => reporter.progress(shown(progress, rate(progress))),
        };
        const summary = await importAs(kind, viewer, options, given);
        const seconds = rate({ lines: summary.lines - summary.resumedAt, bytesRead: 0, bytesTotal: null }).seconds;
        reporter.answer({ ...summary, seconds }, told(summary, seconds));
        if (summary.state === 'damaged') process.exitCode = exitCodes.failed;
        else if (summary.state === 'finished' && summary.rejects) process.exitCode = exitCodes.donePartly;
      }),
    );
}

type Kind = 'actions' | 'logs' | 'errors' | 'usage';

interface Given {
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  readonly now: string;
  readonly onProgress: (progress: ImportProgress) => void;
}

function importAs(kind: Kind, viewer: Viewer, options: Options, given: Given): Promise<ImportSummary> {
  switch (kind) {
    case 'actions':
      return importActions(viewer, { ...options, map: mapIn(options), ...given });
    case 'logs':
      return importLines(viewer, { source: 'import', ...options, redactsEmails: config().logs.redactsEmails, ...given });
    case 'errors':
      return importErrors(viewer, { project: 'import', ...options, ...given });
    case 'usage':
      return importUses(viewer, { source: 'import', ...options, ...given });
  }
}

/** @throws {AppError} `malformed` */
function mapIn({ map }: Options): string {
  if (map === undefined)
    throw new AppError('malformed', `Actions want --map: one of ${Object.keys(shippedMaps).join(', ')}, or a file of yours.`);
  return map;
}

interface Rate {
  readonly seconds: number;
  readonly linesPerSecond: number;
  readonly secondsLeft: number | null;
}

function rateFrom(began: number): (progress: ImportProgress) => Rate {
  return ({ lines, bytesRead, bytesTotal }) => {
    const seconds = Math.max(0.001, (performance.now() - began) / 1000);
    const secondsLeft = bytesTotal && bytesRead ? (seconds * (bytesTotal - bytesRead)) / bytesRead : null;
    return { seconds: Math.round(seconds * 1000) / 1000, linesPerSecond: Math.round(lines / seconds), secondsLeft };
  };
}

/** Files are measured in bytes, because nobody knows their lines before they are read. */
function shown({ lines, bytesRead, bytesTotal }: ImportProgress, { linesPerSecond, secondsLeft }: Rate): Progress {
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  const note = `${grouped(lines)} lines, ${grouped(linesPerSecond)} a second${left}`;
  return bytesTotal
    ? { what: 'Importing', done: bytesRead, total: bytesTotal, unit: 'bytes', note }
    : { what: 'Importing', done: lines, note };
}

function told(summary: ImportSummary, seconds: number): string {
  const { id, lines, created, repeated, conflicted, rejected, skipped, blank, resumedAt, state, source } = summary;
  const read = lines - resumedAt;
  const parts = [
    `Import ${id} into ${source}: ${grouped(lines)} lines read = ${grouped(created)} new + ${grouped(repeated)} repeated + ` +
      `${grouped(conflicted)} conflicting + ${grouped(rejected)} rejected + ${grouped(skipped)} skipped + ${grouped(blank)} blank.`,
    `${grouped(read)} of them in ${seconds.toFixed(1)} s (${grouped(Math.round(read / seconds))} a second).`,
    ...(resumedAt > 0 && read > 0 ? [`It had been stopped after ${grouped(resumedAt)} lines and went on from there.`] : []),
    ...(state === 'finished' && (read === 0 || (created === 0 && repeated > 0))
      ? ['Nothing was new: all of this had been imported before.']
      : []),
    ...(summary.rejects ? [`Rejected and conflicting lines, with their reasons: ${summary.rejects}`] : []),
    ...summary.damage.map((damage) => `${damage}. What was read up to there is taken; mend the file and start the same command again.`),
    ...(state === 'stopped' ? ['Stopped. The same command goes on from here.'] : []),
  ];
  return parts.join('\n');
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
