import type { Command } from 'commander';
import { exitCodes } from '@/bin/failure';
import { onDatabase, verb } from '@/bin/verb';
import { AppError } from '@/lib/errors';
import { type ExpiryPreview, type ExpiryReport, expireActions, previewExpiry, setRetention } from '@/lib/retention';

/** `tracebook retention set`, `preview`, `run` */
export function addRetention(program: Command): void {
  const retention = program.command('retention').description('how long actions are kept');
  verb(retention, 'set', 'say how long actions of a source are kept; from the next day on older ones go by themselves')
    .argument('<source>', 'the source of actions')
    .argument('<days>', 'days since they happened, or forever')
    .action((source: string, days: string, _options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter }) => {
        const kept = days === 'forever' ? null : daysFrom(days);
        await setRetention(viewer, source, { days: kept, now: now() });
        reporter.answer(
          { source, days: kept },
          kept === null
            ? `Actions of ${source} are kept for good.`
            : `Actions of ${source} are kept ${kept} days. What is older goes by itself from tomorrow on: see npx tracebook retention preview.`,
        );
      }),
    );
  verb(retention, 'preview', 'what would go, and why the rest of what is old enough stays').action((_options, command: Command) =>
    onDatabase(command, async ({ viewer, reporter }) => {
      const previews = await previewExpiry(viewer);
      reporter.answer(previews, previews.length === 0 ? 'Everything is kept for good.' : previews.map(previewLine).join('\n'));
    }),
  );
  verb(retention, 'run', 'take out what is older than its source keeps: only what is sealed, published and not held').action(
    (_options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        const reports = await expireActions(viewer, { now: now(), signal });
        reporter.answer(reports, reports.length === 0 ? 'Everything is kept for good.' : reports.map(reportLine).join('\n'));
        if (reports.some(({ trouble }) => trouble !== null)) process.exitCode ??= exitCodes.donePartly;
      }),
  );
}

function daysFrom(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new AppError('malformed', `${JSON.stringify(text)} is no number of days, and not forever.`);
  return Number(text);
}

function now(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function previewLine({ source, days, expired, oldest, goes, held, notSealed, notPublished }: ExpiryPreview): string {
  const stays = [
    ...(held > 0 ? [`${held} held`] : []),
    ...(notSealed > 0 ? [`${notSealed} not sealed yet`] : []),
    ...(notPublished > 0 ? [`${notPublished} in no published checkpoint yet`] : []),
  ];
  const rest = stays.length === 0 ? '' : ` Of these stay: ${stays.join(', ')}.`;
  return `${source}: kept ${days} days; ${expired} are older${oldest === null ? '' : `, the oldest of ${oldest}`}; ${goes} would go.${rest}`;
}

function reportLine({ source, rows, leaves, trouble }: ExpiryReport): string {
  const said = leaves.length === 0 ? '' : `; the log says so in ${leaves.length === 1 ? 'leaf' : 'the leaves'} ${leaves.join(', ')}`;
  return `${source}: ${rows} actions are gone${said}.${trouble === null ? '' : ` ${trouble}`}`;
}
