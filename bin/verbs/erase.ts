import type { Command } from 'commander';
import { exitCodes } from '@/bin/failure';
import { onDatabase, verb } from '@/bin/verb';
import { AppError } from '@/lib/errors';
import { type EraseReport, erasePerson, eraseRows, type Leftover } from '@/lib/retention';

interface Options {
  readonly reason: string;
  readonly approver: string;
  readonly also?: readonly string[];
  readonly ref?: readonly string[];
  readonly fields?: string;
  readonly dryRun?: true;
}

/** `tracebook erase` */
export function addErase(program: Command): void {
  verb(program, 'erase', 'erases what was written about a person, or fields of single actions; the rest stays proven')
    .argument('[person]', 'the id of the person, as it stands in actions')
    .requiredOption('--reason <text>', 'why; it stands in the log for good: name a request, not a person')
    .requiredOption('--approver <id>', 'who has approved it')
    .option('--also <word...>', 'what else leads to the person: an e-mail address, a name')
    .option('--ref <ref...>', 'instead of a person: references of actions')
    .option('--fields <names>', 'with --ref: what is erased of them, as actor_label,metadata')
    .option('--dry-run', 'only say what would be done')
    .action((person: string | undefined, options: Options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        const { reason, approver } = options;
        const given = { reason, approver, signal, now: new Date().toISOString().replace('Z', '000Z') };
        if ((person === undefined) === (options.ref === undefined))
          throw new AppError('malformed', 'Name a person, or actions with --ref.');
        if (person === undefined) {
          if (options.dryRun)
            throw new AppError('malformed', 'What --ref and --fields name is just what is erased: there is nothing to rehearse.');
          const redactions = await eraseRows(viewer, options.ref ?? [], {
            ...given,
            fields: (options.fields ?? '').split(',').filter(Boolean),
          });
          reporter.answer({ redactions }, `Erased. The log says so in ${leavesOf(redactions)}.`);
          return;
        }
        const report = await erasePerson(viewer, person, { ...given, words: options.also ?? [], isRehearsal: options.dryRun === true });
        reporter.answer(report, told(report, options.dryRun === true));
        if (
          report.held > 0 ||
          report.notSealed > 0 ||
          report.elsewhere.length > 0 ||
          report.leftovers.some(({ mentioned }) => mentioned > 0)
        ) {
          process.exitCode ??= exitCodes.donePartly;
        }
      }),
    );
}

function told({ actions, fields, redactions, held, notSealed, leftovers, elsewhere }: EraseReport, isRehearsal: boolean): string {
  const names = Object.entries(fields).map(([name, count]) => `${name} of ${count}`);
  const what = names.length === 0 ? '' : `: ${names.join(', ')}`;
  return [
    `${isRehearsal ? 'Would be erased from' : 'Erased from'} ${actions} actions${what}.${redactions.length > 0 ? ` The log says so in ${leavesOf(redactions)}.` : ''}`,
    ...(held > 0 ? [`${held} actions stand under a legal hold and stay as they are.`] : []),
    ...(notSealed > 0
      ? [`${notSealed} actions are not sealed yet, and stay until this is done again: a transaction older than they are still runs.`]
      : []),
    ...leftovers.map(leftoverLine),
    ...(elsewhere.length > 0
      ? [
          `Nothing is written in tables of other teams: ${elsewhere.join(', ')}. Whoever keeps them erases there, then --ref erases our salts.`,
        ]
      : []),
    'What Loki, Sentry and PostHog keep, and files that were exported, are not reached from here.',
  ].join('\n');
}

function leftoverLine({ table, own, done, mentioned }: Leftover): string {
  return `${table}: ${own} rows of theirs ${done}${mentioned > 0 ? `; they are mentioned in ${mentioned} more, which stay: look at them` : ''}.`;
}

function leavesOf(redactions: readonly number[]): string {
  return redactions.length === 1 ? `leaf ${redactions[0]}` : `the leaves ${redactions.join(', ')}`;
}
