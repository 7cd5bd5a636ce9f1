import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const stamp = `${root}/.next/tracebook-build`;

/** What a build is made of. A test beside a file is not: it changes nothing that is served. */
const inputs = [
  'app',
  'components',
  'lib',
  'db',
  'bin',
  'public',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation.node.ts',
  'next.config.js',
  'tsconfig.json',
  'package-lock.json',
];

/** True when the build that lies there was made of just these sources. */
export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

/** Builds what is served. The stamp is written last: a build that was interrupted does not count. */
export async function build() {
  const made = fingerprint();
  const result = await run(process.execPath, [`${root}/node_modules/next/dist/bin/next`, 'build'], {
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (result.code === 0) writeFileSync(stamp, made);
  return result;
}

function fingerprint() {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  for (const file of inputs.flatMap(filesOf)) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesOf(`${path}/${name}`));
}
