import type { Command } from 'commander';
import { version } from '@/bin/project';
import { onDatabase, verb } from '@/bin/verb';
import { makeBackup } from '@/lib/backup';

export function addBackup(program: Command): void {
  verb(program, 'backup', 'write everything that lasts into one file, as it is at one moment')
    .argument('<file>', 'what to write, like tracebook-2026-11-23.backup; it appears when it is whole')
    .action((file: string, _options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        const onProgress = (done: number, total: number) => reporter.progress({ what: 'Backing up', done, total });
        const { rows, tables } = await makeBackup(viewer, file, { version, now: new Date().toISOString(), signal, onProgress });
        reporter.answer({ file, rows, tables }, `${file} holds ${rows.toLocaleString('en-US')} rows of ${tables.length} tables.`);
      }),
    );
}
