import { type Command, Option } from 'commander';
import { config } from '@/lib/config';
import { systemViewer, type Viewer } from '@/lib/viewer';
import { migrate, openDatabaseInUse } from './database-in-use';
import { exitCodes } from './failure';
import { type Reporter, reporterFor } from './reporter';

/** What a verb works with. */
export interface Work {
  /** May everything: whoever runs the command line can reach the database anyway. */
  readonly viewer: Viewer;
  readonly reporter: Reporter;
  /** Aborted by Ctrl-C: come to a clean end. A second one ends the process. */
  readonly signal: AbortSignal;
}

/** Declares a verb with what all have in common: `--json`, and its exit codes in its help. */
export function verb(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(new Option('--json', 'answer in JSON on standard output'))
    .addHelpText(
      'after',
      `\nExit codes: ${exitCodes.done} done; ${exitCodes.failed} refused or failed; ${exitCodes.donePartly} done, and something was left out; ` +
        `${exitCodes.misused} wrong usage; ${exitCodes.misconfigured} incomplete configuration.`,
    );
}

/** Runs a verb on the database of this installation. An embedded server that does not run is started, and stopped again. */
export async function onDatabase(command: Command, act: (work: Work) => Promise<void>): Promise<void> {
  const reporter = reporterFor(command.opts<{ json?: boolean }>());
  const signal = abortedByInterrupts();
  const inUse = await openDatabaseInUse('command', `${command.name()} (process ${process.pid})`, reporter);
  try {
    if (inUse.embedded) await migrate(config().databaseUrl);
    await act({ viewer: systemViewer('command-line'), reporter, signal });
  } finally {
    await inUse.close();
  }
}

function abortedByInterrupts(): AbortSignal {
  const interrupt = new AbortController();
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(name, () => {
      if (interrupt.signal.aborted) process.exit(code);
      process.exitCode = code;
      interrupt.abort();
    });
  }
  return interrupt.signal;
}
