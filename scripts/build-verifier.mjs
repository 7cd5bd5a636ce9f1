/**
 * `node scripts/build-verifier.mjs FOLDER` writes `verify.mjs` and `verify.html` there and prints their SHA-256, as docs/evidence.md states
 * them: for whoever wants to see that they come from these sources.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifierFiles } from './verifier.mjs';

const folder = process.argv[2] ?? 'dist';
mkdirSync(folder, { recursive: true });
for (const { name, text } of await verifierFiles()) {
  writeFileSync(join(folder, name), text);
  process.stdout.write(`| \`${name}\` | \`${createHash('sha256').update(text).digest('hex')}\` |\n`);
}
