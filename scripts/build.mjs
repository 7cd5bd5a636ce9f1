import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fingerprintOf } from './fingerprint.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

const stamp = `${root}/.next/tracebook-build`;

const inputs = [
  'app',
  'components',
  'lib',
  'db',
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
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprintOf(inputs);
}

/**
 * Builds what is served. The stamp is written last: a build that was interrupted does not count. One that outlived who began it
 * is waited for, up to two minutes.
 */
export async function build() {
  const made = fingerprintOf(inputs);
  let result = await nextBuild();
  for (let waits = 0; waits < 60 && result.output.includes('Another next build process is already running'); waits += 1) {
    await setTimeout(2_000);
    result = await nextBuild();
  }
  if (result.code === 0) writeFileSync(stamp, made);
  return result;
}

function nextBuild() {
  return run(process.execPath, [`${root}/node_modules/next/dist/bin/next`, 'build'], { env: { NEXT_TELEMETRY_DISABLED: '1' } });
}
