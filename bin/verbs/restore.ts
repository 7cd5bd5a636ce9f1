import type { Command } from 'commander';
import { onDatabase, verb } from '@/bin/verb';
import { restoreBackup } from '@/lib/backup';

export function addRestore(program: Command): void {
  verb(program, 'restore', 'put a backup into an empty database: all of it, or nothing')
    .argument('<file>', 'what backup has written')
    .action((file: string, _options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        const onProgress = (done: number, total: number) => reporter.progress({ what: 'Restoring', done, total, note: 'bytes' });
        const { rows, tables } = await restoreBackup(viewer, file, { now: new Date().toISOString(), signal, onProgress });
        const text = `${rows.toLocaleString('en-US')} rows of ${tables.length} tables are restored, and are those that were backed up.`;
        reporter.answer({ file, rows, tables }, text);
      }),
    );
}
