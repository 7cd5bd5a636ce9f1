import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/errors';

/** What an installation without a configuration makes for itself, once. With DATABASE_URL set, nothing here is used. */
export interface Secrets {
  /** Password of the database's only role. */
  readonly databasePassword: string;
  /** Signs sessions and cursors (NEXTAUTH_SECRET). */
  readonly sessionSecret: string;
}

/** Reads `secrets.json` of a data folder; makes it, mode 0600, where there is none. Of two that make it at once, one wins for both. */
export function secretsIn(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  return read(file) ?? made(file);
}

function read(file: string): Secrets | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const { databasePassword, sessionSecret } = parsed(text) as Partial<Secrets>;
  if (databasePassword && sessionSecret) return { databasePassword, sessionSecret };
  throw new AppError('unavailable', `${file} is damaged: put back the file that was made with this data.`);
}

function parsed(text: string): object {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function made(file: string): Secrets {
  const secrets: Secrets = {
    databasePassword: randomBytes(24).toString('base64url'),
    sessionSecret: randomBytes(32).toString('base64url'),
  };
  placed(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return read(file) ?? secrets;
}

/** A whole file or none. Of two that are made at once the first stays. */
function placed(file: string, content: string): void {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(aside, content, { mode: 0o600, flag: 'wx', flush: true });
  try {
    // Unlike a rename, a link does not replace what another process put there in between.
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside);
  }
}

/**
 * The key that the log is signed with, in a file of its own beside the data, mode 0600: `seal.key`, 32 bytes as base64. Made where there is
 * none. Whoever changes it puts the one before into `seal.key.previous`.
 */
export function sealKeyIn(folder: string): { readonly key: string; readonly previous: string | undefined } {
  const file = join(folder, 'seal.key');
  if (!existsSync(file)) placed(file, `${randomBytes(32).toString('base64')}\n`);
  const before = `${file}.previous`;
  return { key: readFileSync(file, 'utf8').trim(), previous: existsSync(before) ? readFileSync(before, 'utf8').trim() : undefined };
}
