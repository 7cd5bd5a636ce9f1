#!/usr/bin/env node
/** What `npx tracebook` runs: makes the bundle of the command line when there is none of these sources, and runs it. */
// biome-ignore lint/style/noRestrictedImports: Node reads this file as it is, and knows no folders by name
import { bundle, isBundled } from '../scripts/bundle.mjs';
// biome-ignore lint/style/noRestrictedImports: as above
import { assertNodeVersion } from '../scripts/node-version.mjs';

assertNodeVersion();
try {
  if (!isBundled()) await bundle();
} catch (error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  process.stderr.write(code === 'ERR_MODULE_NOT_FOUND' ? 'Tracebook is not installed here yet: npm start does that.\n' : `${message}\n`);
  process.exit(1);
}
await import(new URL('../dist/tracebook.mjs', import.meta.url).href);
