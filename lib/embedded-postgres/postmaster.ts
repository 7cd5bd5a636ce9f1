import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@/lib/errors';
import type { Place } from './place';
import type { Programs } from './programs';

/**
 * What `postmaster.pid` says, one fact a line:
 *
 *     4711                 process id
 *     /srv/x/.data/postgres
 *     1790000000           started at
 *     44025                port
 *     (socket folder, listen address, shared memory key)
 *     ready                or starting, stopping, standby
 */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/** The server that runs on this data, by whomever it was started; null when none does, whatever a stale file says. */
export function findPostmaster({ cluster }: Place): Postmaster | null {
  const lines = pidFileLines(cluster);
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !isPostmasterOf(pid, cluster)) return null;
  return { pid, port, isReady: lines[7]?.trim() === 'ready' };
}

export interface StartOptions {
  readonly port: number;
  /** Beside those that are always given, in the form `fsync=off`. */
  readonly settings?: readonly string[];
  readonly say: (line: string) => void;
}

/** Starts the server and waits until it is ready. It lives on when this process dies: the next one adopts it. */
export async function startPostmaster(place: Place, programs: Programs, { port, settings = [], say }: StartOptions): Promise<Postmaster> {
  disownStaleFile(place.cluster);
  const log = openLog(place.log);
  const said = statSync(place.log).size;
  try {
    const child = spawn(
      programs.postgres,
      [
        '-D',
        place.cluster,
        '-p',
        String(port),
        ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings].flatMap((each) => ['-c', each]),
      ],
      {
        cwd: place.cluster,
        detached: true,
        stdio: ['ignore', log, log],
        ...(place.account ? { uid: place.account.uid, gid: place.account.gid } : {}),
      },
    );
    const ended = new Promise<Error>((tell) => {
      child.once('error', tell);
      child.once('exit', () => tell(new PostmasterDied()));
    });
    child.unref();
    const started = await Promise.race([untilWritten(place, child.pid).then(() => untilReady(place, say)), ended]);
    const outcome = started ?? (await ended);
    if (outcome instanceof PostmasterDied) throw new PostmasterDied(lastWords(place.log, said));
    if (outcome instanceof Error) throw outcome;
    return outcome;
  } finally {
    closeSync(log);
  }
}

/** Why a server that was started ended by itself. */
export class PostmasterDied extends Error {
  /** Somebody else was faster, or the last server's processes are still leaving: worth another try. */
  readonly mayPass = /lock file|shared memory block|Address already in use|could not create any TCP/i.test(this.message);
}

/** Ends the server the fast way: sessions are cut, everything committed is kept. Waits until it is gone. */
export async function stopPostmaster(place: Place, pid: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (let signal: NodeJS.Signals | 0 = 'SIGINT'; findPostmaster(place)?.pid === pid; signal = 0) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (Date.now() > deadline) throw new AppError('unavailable', `Postgres (process ${pid}) does not stop; its log is ${place.log}.`);
    await sleep(20);
  }
}

/**
 * Names this process in the file of a dead server whose number a zombie or a stranger bears, which would stop Postgres for
 * ever. It takes a file that names its parent for stale, and does all its other checks.
 */
function disownStaleFile(cluster: string): void {
  const lines = pidFileLines(cluster);
  const pid = Number(lines[0]);
  if (pid && isAlive(pid) && !isPostmasterOf(pid, cluster)) {
    writeFileSync(join(cluster, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
  }
}

/** No deadline: after a crash Postgres replays its journal first, which takes as long as it takes. */
export async function untilReady(place: Place, say: (line: string) => void): Promise<Postmaster | null> {
  const started = Date.now();
  for (let told = 2_000; ; ) {
    const found = findPostmaster(place);
    if (!found || found.isReady) return found;
    const waited = Date.now() - started;
    if (waited > told) {
      say(`Postgres is not ready yet, probably replaying its journal (${Math.round(waited / 1000)} s)`);
      told = waited + 5_000;
    }
    await sleep(20);
  }
}

async function untilWritten(place: Place, pid: number | undefined): Promise<void> {
  while (pidFileLines(place.cluster)[0] !== String(pid)) await sleep(10);
}

function pidFileLines(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** By its command line, which everybody may read. A zombie has none. */
function isPostmasterOf(pid: number, cluster: string): boolean {
  if (process.platform === 'win32') return isAlive(pid);
  const words = commandLine(pid);
  const folder = words[words.indexOf('-D') + 1];
  return folder !== undefined && /postgres$/.test(words[0] ?? '') && isSameFolder(folder, cluster);
}

function commandLine(pid: number): readonly string[] {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split(' ');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return one === other;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const logBytes = 10_000_000;

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function lastWords(log: string, from: number): string {
  const lines = readFileSync(log).subarray(from).toString('utf8').split('\n');
  const line =
    lines.findLast((each) => /FATAL|PANIC|HINT.*disk/.test(each)) ?? lines.findLast((each) => each.trim() !== '') ?? 'it said nothing';
  return line.replace(/^.*?(FATAL|PANIC): +/, '').trim();
}
