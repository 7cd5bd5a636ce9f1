import type { Role } from './app';

/** A browser in which a person of that role is signed in: `test.use({ storageState: stateFile('support') })`. */
export function stateFile(role: Role): string {
  return `test-results/state/${role}.json`;
}
