import type { Command } from 'commander';
import { exitCodes } from '@/bin/failure';
import { onDatabase, verb } from '@/bin/verb';
import { AppError } from '@/lib/errors';
import { type SyncReport, syncUsage } from '@/lib/usage';

/** `tracebook sync` */
export function addSync(program: Command): void {
  verb(program, 'sync', 'reads what is new from PostHog now, instead of within the hour').action((_options, command: Command) =>
    onDatabase(command, async ({ reporter, signal }) => {
      const report = await syncUsage({ now: new Date().toISOString().replace('Z', '000Z'), signal });
      if (!report) throw new AppError('malformed', 'There is no PostHog to read from: USAGE_URL is not set.');
      reporter.answer(report, told(report));
      if (report.outcome !== 'done') process.exitCode ??= exitCodes.donePartly;
    }),
  );
}

function told({ outcome, daysRead, windowsCounted, why }: SyncReport): string {
  if (outcome === 'elsewhere') return 'Another instance is reading from PostHog at the moment.';
  const done = `${daysRead.toLocaleString('en')} days were read, and people counted ${windowsCounted.toLocaleString('en')} times.`;
  return why === null ? done : `${done} ${why} The next run goes on from here.`;
}
