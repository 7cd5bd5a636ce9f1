import { appendFileSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'vitest';

/** Contracts and real data that are not part of the project, and never copied into it. */
const shared = resolve(process.env.TRACEBOOK_SHARED ?? '../shared');

/**
 * Tests that need a file or folder of the shared data, handed to them as a full path. Without it they fail under CI;
 * elsewhere `npm test` lists them as not checked here.
 */
export function describeWithShared(name: string, path: string, define: (path: string) => void): void {
  const full = resolve(shared, path);
  if (existsSync(full)) describe(name, () => define(full));
  else notChecked(name, `${full} is not there (TRACEBOOK_SHARED names the folder)`);
}

/** Registers a test that says why it could not look: a failure under CI, a line in the answer elsewhere. */
export function notChecked(name: string, why: string): void {
  test.skipIf(!process.env.CI)(name, () => {
    throw new Error(`Not checked: ${why}`);
  });
  if (!process.env.CI && process.env.TRACEBOOK_NOT_CHECKED) appendFileSync(process.env.TRACEBOOK_NOT_CHECKED, `${name}: ${why}\n`);
}
