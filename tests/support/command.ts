import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** `npx tracebook …` in a process of its own, with this test's database. */
export function startCommand(args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [resolve('bin/tracebook.mjs'), ...args]);
}

/** What a command left behind. */
export interface CommandEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** Standard output; with `--json` to be parsed. */
  readonly answer: string;
  readonly said: string;
}

export async function endOf(child: ChildProcessWithoutNullStreams): Promise<CommandEnd> {
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, 'close');
  const [answer, said] = await outputs;
  return { code, answer, said };
}
