import type { Command } from 'commander';
import { reporterFor } from '@/bin/reporter';
import { sourceWords } from '@/bin/source-words';
import { onDatabase, verb } from '@/bin/verb';
import { AppError } from '@/lib/errors';
import { inspect, type Proposal, proposeMapping } from '@/lib/foreign-tables';

/** `tracebook audit-source check` */
export function addAuditSource(program: Command): void {
  const source = program.command('audit-source').description('audit tables of other teams, which are read and never written');
  verb(source, 'check', 'say how the configured tables are doing; with --url and --table, propose a mapping for another')
    .option('--url <address>', 'postgresql:// address of the database that holds the table')
    .option('--table <name>', 'schema.table, or a view')
    .option('--name <name>', 'what its rows are to be marked with', 'other')
    .action((options: CheckOptions, command: Command) => check(options, command));
}

interface CheckOptions {
  readonly url?: string;
  readonly table?: string;
  readonly name: string;
  readonly json?: boolean;
}

async function check({ url, table, name, ...options }: CheckOptions, command: Command): Promise<void> {
  if ((url === undefined) !== (table === undefined)) throw new AppError('malformed', 'A proposal needs both --url and --table.');
  if (url !== undefined && table !== undefined) {
    const proposal = await proposeMapping({ name, url, table });
    reporterFor(options).answer(proposal, proposalWords(proposal));
    return;
  }
  await onDatabase(command, async ({ reporter }) => {
    const reports = await inspect();
    const words =
      reports.length === 0 ? 'No table of another team is configured (TRACEBOOK_SOURCES).' : reports.map(sourceWords).join('\n');
    reporter.answer(reports, words);
    if (reports.some(({ problem }) => problem !== null)) process.exitCode = 1;
  });
}

/** The file as it could be, and beneath it what somebody has to look at. The address is left to its reader: it holds a password. */
function proposalWords({ source, unused, missing }: Proposal): string {
  const { name, table, key, columns } = source;
  const file = JSON.stringify(
    { audit: [{ name, url_from: `${name.toUpperCase().replaceAll(/\W/g, '_')}_DATABASE_URL`, table, key, columns }] },
    null,
    2,
  );
  return [file, ...missing.map((line) => `missing  ${line}`), ...(unused.length > 0 ? [`unused   ${unused.join(', ')}`] : [])].join('\n');
}
