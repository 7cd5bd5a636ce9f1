import { appendFileSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Contracts and real data that are not part of the project, and never copied into it. */
const shared = resolve(process.env.TRACEBOOK_SHARED ?? '../shared');

/** The full path of a file or folder of the shared data, or null where it is not there. */
export function sharedData(path: string): string | null {
  const full = resolve(shared, path);
  return existsSync(full) ? full : null;
}

export function whyNotThere(path: string): string {
  return `${resolve(shared, path)} is not there (TRACEBOOK_SHARED names the folder)`;
}

/** Says in the answer of `npm test` what could not be looked at. @throws under CI, where everything must be looked at */
export function sayNotChecked(name: string, why: string): void {
  if (process.env.CI) throw new Error(`Not checked: ${why}`);
  if (process.env.TRACEBOOK_NOT_CHECKED) appendFileSync(process.env.TRACEBOOK_NOT_CHECKED, `${name}: ${why}\n`);
}
