import type { Command } from 'commander';
import { migrate } from '@/bin/database-in-use';
import { onDatabase, verb } from '@/bin/verb';
import { config } from '@/lib/config';

export function addMigrate(program: Command): void {
  verb(program, 'migrate', 'bring the database to the tables of this version, as npm start does').action((_options, command: Command) =>
    onDatabase(command, async ({ reporter }) => {
      await migrate(config().databaseUrl);
      reporter.answer({ migrated: true }, 'The database has the tables of this version.');
    }),
  );
}
