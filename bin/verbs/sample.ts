import type { Command } from 'commander';
import { onDatabase, verb } from '@/bin/verb';
import { loadSample, removeSample } from '@/lib/sample';

/** `tracebook sample load`, `tracebook sample remove` */
export function addSample(program: Command): void {
  const sample = program.command('sample').description('the invented month that shows what Tracebook is for');
  verb(sample, 'load', 'load the sample, unless it is there or was removed').action((_options, command: Command) =>
    onDatabase(command, async ({ viewer, reporter }) => {
      const loaded = await loadSample(viewer, new Date().toISOString());
      reporter.answer({ loaded }, loaded === 0 ? 'The sample is there already.' : `${loaded.toLocaleString('en')} actions were loaded.`);
    }),
  );
  verb(sample, 'remove', 'remove the sample for good').action((_options, command: Command) =>
    onDatabase(command, async ({ viewer, reporter }) => {
      const removed = await removeSample(viewer, new Date().toISOString());
      reporter.answer({ removed }, `${removed.toLocaleString('en')} actions were removed; the sample does not come back.`);
    }),
  );
}
