#!/usr/bin/env node
/** What `npx tracebook` runs: makes the bundle of the command line when there is none of these sources, and runs it. */
// biome-ignore lint/style/noRestrictedImports: Node reads this file as it is, and knows no folders by name
import { bundle, isBundled } from '../scripts/bundle.mjs';

if (!isBundled()) await bundle();
await import(new URL('../dist/tracebook.mjs', import.meta.url).href);
