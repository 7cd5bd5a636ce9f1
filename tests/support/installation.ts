import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { onTestFinished } from 'vitest';

/** Tracebook as `npm start` runs it, with an embedded server and a data folder of its own, to be killed at will. */
export interface Installation {
  readonly data: string;
  readonly baseUrl: string;
  /** Starts it and waits until it answers. */
  start(how?: LaunchOptions): Promise<Running>;
  /** Starts it otherwise, or for the sake of how it ends. */
  launch(how?: LaunchOptions): Running;
  /** The server's process id as its own file says it. */
  postmaster(): number;
  /** Asks the embedded server directly. */
  ask<T>(run: (sql: postgres.Sql) => Promise<T>): Promise<T>;
  command(args: readonly string[]): Promise<string>;
}

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another copy of the project. */
  readonly project?: string;
  /** Only for root. */
  readonly uid?: number;
  readonly gid?: number;
}

export interface Running {
  readonly pid: number;
  output(): string;
  hasEnded(): boolean;
  /** Sends the signal and waits for the end. @returns the exit code, null where the signal made the end */
  end(signal: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
  /** From now on nobody reads what it prints. */
  leaveUnread(): void;
}

/**
 * For one test: whatever of it still runs at its end is stopped, and its data removed.
 *
 * @param diskMegabytes puts its data on a disk of that size, for which one has to be root
 */
export async function installation({ diskMegabytes }: { diskMegabytes?: number } = {}): Promise<Installation> {
  const parent = mkdtempSync(join(tmpdir(), 'tracebook-installation-'));
  if (diskMegabytes !== undefined) mountDisk(parent, diskMegabytes);
  chmodSync(parent, 0o711);
  const data = join(parent, 'data');
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    TRACEBOOK_DATA: data,
    PORT: String(port),
  } as const;
  const started: Running[] = [];
  const lines = () => readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n');

  function launch({ env: more = {}, project = resolve('.'), ...as }: LaunchOptions = {}): Running {
    const running = runningFrom(
      spawn(process.execPath, [join(project, 'scripts/start.mjs')], { cwd: project, env: { ...env, ...more }, ...as }),
    );
    started.push(running);
    return running;
  }

  onTestFinished(async () => {
    for (const running of started) if (!running.hasEnded()) await running.end('SIGTERM');
    if (diskMegabytes !== undefined) spawnSync('umount', [parent]);
    rmSync(parent, { recursive: true, force: true });
  });

  return {
    data,
    baseUrl,
    launch,
    async start(how) {
      const running = launch(how);
      while ((await statusOf(`${baseUrl}/api/health`)) !== 200) {
        if (running.hasEnded()) throw new Error(`It did not start:\n${running.output()}`);
        await sleep(50);
      }
      return running;
    },
    postmaster: () => Number(lines()[0]),
    async ask(run) {
      const { databasePassword } = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8'));
      const sql = postgres(`postgresql://tracebook:${databasePassword}@127.0.0.1:${lines()[3]}/tracebook`, {
        max: 1,
        onnotice: () => undefined,
        // It would ask on its own, and nobody would hear why that failed.
        fetch_types: false,
      });
      return run(sql).finally(() => sql.end());
    },
    async command(args) {
      const running = runningFrom(spawn(process.execPath, [resolve('bin/tracebook.mjs'), ...args], { env: { ...env, PORT: '' } }));
      if ((await running.ended) !== 0) throw new Error(`tracebook ${args.join(' ')} failed:\n${running.output()}`);
      return running.output();
    },
  };
}

/** In memory, so that nothing but the test runs out of room. */
function mountDisk(folder: string, megabytes: number): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`No disk of ${megabytes} MB can be mounted: ${stderr}`);
}

function runningFrom(child: ChildProcess): Running {
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid ?? 0,
    output: () => printed,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    ended,
    end(signal) {
      child.kill(signal);
      return ended;
    },
    leaveUnread() {
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

/** The status of an answer, or null where there is none. */
export async function statusOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** A zombie, which only waits for somebody to take note of its end, has ended. */
export function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

/** The newest last. */
export function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.trim().split('\n').map(Number);
}

/** Stops the server and its processes where they stand. @returns what lets them go on */
export function holdPostgres(postmaster: number): () => void {
  const all = [postmaster, ...childrenOf(postmaster)];
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of all) process.kill(pid, 'SIGCONT');
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
