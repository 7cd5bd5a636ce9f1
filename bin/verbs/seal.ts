import type { Command } from 'commander';
import { exitCodes } from '@/bin/failure';
import { onDatabase, verb } from '@/bin/verb';
import { recordAction } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { type SealReport, sealLog } from '@/lib/seal';

/** `tracebook seal` */
export function addSeal(program: Command): void {
  verb(program, 'seal', 'seals what is not sealed yet, everywhere, and publishes it, instead of within ten seconds')
    .option('--new-key', 'take SEAL_KEY although the key before is lost; it is recorded')
    .action(({ newKey }: { newKey?: boolean }, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        if (newKey) {
          const own = { action: 'evidence.key_replaced', feature: 'evidence', surface: 'command', metadata: '{}' } as const;
          await recordAction(viewer, own, { now: new Date().toISOString() });
        }
        const report = await sealLog({ signal, isWhole: true, acceptsNewKey: newKey === true });
        if (report.outcome === 'not-configured') throw new AppError('malformed', 'Nothing can be sealed: SEAL_KEY is not set.');
        reporter.answer(report, told(report));
        if (report.failed.length > 0 || report.unasked.length > 0 || report.outcome === 'elsewhere')
          process.exitCode ??= exitCodes.donePartly;
      }),
    );
}

function told({ outcome, rows, lateRows, size, failed, unasked }: SealReport): string {
  if (outcome === 'elsewhere') return 'Another instance is sealing at the moment.';
  const late = lateRows === 0 ? '' : `, ${lateRows.toLocaleString('en')} of them more than an hour after they say that they happened`;
  const lines = [
    `${rows.toLocaleString('en')} rows were sealed${late}. The log has ${size.toLocaleString('en')} leaves.`,
    ...failed.map((place) => `Publishing to ${place} failed: it gets what it lacks as soon as it takes it.`),
    ...unasked.map(({ source, why }) => `${source} could not be asked: ${why}.`),
  ];
  return lines.join('\n');
}
