import { Command, CommanderError } from 'commander';
import { exitCodes, failureOf } from './failure';
import { version } from './project';
import { addAuditSource } from './verbs/audit-source';
import { addBackup } from './verbs/backup';
import { addChurn } from './verbs/churn';
import { addDossier } from './verbs/dossier';
import { addDsn } from './verbs/dsn';
import { addErase } from './verbs/erase';
import { addExport } from './verbs/export';
import { addHold } from './verbs/hold';
import { addImport } from './verbs/import';
import { addMigrate } from './verbs/migrate';
import { addRestore } from './verbs/restore';
import { addRetention } from './verbs/retention';
import { addSample } from './verbs/sample';
import { addSeal } from './verbs/seal';
import { addStart } from './verbs/start';
import { addSync } from './verbs/sync';
import { addToken } from './verbs/token';
import { addUser } from './verbs/user';
import { addVerify } from './verbs/verify';

const program = new Command('tracebook')
  .description('Tracebook’s command line. It works on DATABASE_URL, or on the database that npm start uses.')
  .version(version)
  .exitOverride();

for (const add of [
  addStart,
  addDossier,
  addExport,
  addImport,
  addMigrate,
  addBackup,
  addRestore,
  addSample,
  addSync,
  addSeal,
  addVerify,
  addErase,
  addHold,
  addRetention,
  addToken,
  addDsn,
  addUser,
  addAuditSource,
  addChurn,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.misused;
  else {
    const { sentence, code } = failureOf(error);
    process.stderr.write(`${sentence}\n`);
    process.exitCode = code;
  }
}
