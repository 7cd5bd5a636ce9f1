import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { AppError } from '@/lib/errors';
import { makePrivateFolder, type Place } from './place';
import type { Programs } from './programs';

/** The name of the only role, and of the database. */
export const ours = 'tracebook';

export function hasCluster({ cluster }: Place): boolean {
  return existsSync(join(cluster, 'PG_VERSION'));
}

/**
 * Makes a cluster. Done aside and renamed, so that one that was interrupted is never taken for a whole one, and that of two
 * that are made at once only one comes to stay.
 */
export async function makeCluster(place: Place, programs: Programs, password: string): Promise<void> {
  await clearRemains(place);
  const aside = `${place.cluster}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${aside}.password`;
  makePrivateFolder(aside, place.account);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (place.account) chownSync(passwordFile, place.account.uid, place.account.gid);
  try {
    await initdb(place, programs, aside, passwordFile);
    renameSync(aside, place.cluster);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!hasCluster(place)) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** @throws {AppError} when the data was written by another major version, which this one cannot read. */
export function assertOwnMajor({ cluster }: Place, { major }: Programs): void {
  const written = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (written === major) return;
  throw new AppError(
    'unavailable',
    `The data in ${cluster} was written by Postgres ${written}, and this Tracebook brings Postgres ${major}: ` +
      'make a backup with the Tracebook that wrote it, and restore that into an empty folder (docs/upgrade.md).',
  );
}

function initdb({ account }: Place, programs: Programs, folder: string, passwordFile: string): Promise<void> {
  const options = [
    `--pgdata=${folder}`,
    `--username=${ours}`,
    `--pwfile=${passwordFile}`,
    '--auth-local=reject',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    // Upper and lower case of every script, the same on every machine, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  return new Promise((done, fail) => {
    const child = spawn(programs.initdb, options, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    });
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done() : fail(new AppError('unavailable', `The database cannot be made: ${reasonIn(said)}`)),
    );
  });
}

function reasonIn(said: string): string {
  const line = said.split('\n').find((each) => /fatal|error|could not|cannot/i.test(each)) ?? said.trim();
  return line.replace(/^initdb: (error: )?/, '').trim();
}

/** What makers that were killed left behind; those that still live are left alone. */
async function clearRemains({ folder }: Place): Promise<void> {
  for (const name of readdirSync(folder)) {
    const maker = /^postgres\.new-(\d+)/.exec(name)?.[1];
    if (maker && !isAlive(Number(maker))) await clear(join(folder, name));
  }
}

/** An `initdb` that outlived its maker writes on until it misses a file. What cannot be cleared is in nobody's way. */
async function clear(remains: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      return rmSync(remains, { recursive: true, force: true });
    } catch {
      await setTimeout(100);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
