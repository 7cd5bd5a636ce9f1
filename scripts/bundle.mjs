import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fingerprintOf } from './fingerprint.mjs';
import { root } from './root.mjs';
import { verifierFiles } from './verifier.mjs';

const stamp = `${root}/dist/stamp`;
const inputs = ['lib', 'db', 'bin', 'tsconfig.json', 'package-lock.json'];

/** True when the bundle that lies there was made of just these sources. */
export function isBundled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprintOf(inputs);
}

/**
 * Makes the command line one file of plain JavaScript, `dist/tracebook.mjs`, and beside it the verifier that travels with exports. The
 * stamp is written last.
 */
export async function bundle() {
  const made = fingerprintOf(inputs);
  const { build, stop } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['bin/tracebook.ts'],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // In a process that is a server from its first line, what marks rooms as the server's alone has nothing to say.
    alias: { 'server-only': `${root}/node_modules/server-only/empty.js` },
    logLevel: 'error',
  });
  // It would stay for the next bundle, which does not come.
  await stop();
  mkdirSync(`${root}/dist`, { recursive: true });
  put('tracebook.mjs', outputFiles[0]?.text ?? '');
  for (const { name, text } of await verifierFiles()) put(name, text);
  writeFileSync(stamp, made);
}

/**
 * Two that bundle at once must not read each other's halves.
 *
 * @param {string} name
 * @param {string} text
 */
function put(name, text) {
  const aside = `${root}/dist/${process.pid}.${name}`;
  writeFileSync(aside, text);
  renameSync(aside, `${root}/dist/${name}`);
}
