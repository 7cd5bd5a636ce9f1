import { describe, test } from 'vitest';
import { sayNotChecked, sharedData, whyNotThere } from './shared-data';

/**
 * Tests that need a file or folder of the shared data, handed to them as a full path. Without it they fail under CI;
 * elsewhere `npm test` lists them as not checked here.
 */
export function describeWithShared(name: string, path: string, define: (path: string) => void): void {
  const full = sharedData(path);
  if (full !== null) describe(name, () => define(full));
  else notChecked(name, whyNotThere(path));
}

/** Registers a test that says why it could not look: a failure under CI, a line in the answer elsewhere. */
export function notChecked(name: string, why: string): void {
  if (process.env.CI) test(name, () => sayNotChecked(name, why));
  else {
    sayNotChecked(name, why);
    test.skip(name);
  }
}
