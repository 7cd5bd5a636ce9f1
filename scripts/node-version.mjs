import { readFileSync } from 'node:fs';
import { root } from './root.mjs';

/** Ends the process with one sentence when this Node is not one that `engines` allows. Uses nothing that must be installed. */
export function assertNodeVersion() {
  const { engines } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  if (allows(engines.node, process.versions.node)) return;
  process.stderr.write(`Tracebook needs Node ${engines.node}, and this is ${process.versions.node}: see https://nodejs.org/en/download\n`);
  process.exit(78);
}

/**
 * The two forms that `engines` uses: `^20.20.0` (that major, from there on) and `>=22.22.0`, joined by `||`.
 *
 * @param {string} range
 * @param {string} version
 */
export function allows(range, version) {
  return range.split('||').some((part) => {
    const floor = part.replace(/[^\d.]/g, '');
    const isSameMajor = floor.split('.')[0] === version.split('.')[0];
    return compare(version, floor) >= 0 && (isSameMajor || part.includes('>='));
  });
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const differs = left?.findIndex((part, index) => part !== right?.[index]) ?? -1;
  return differs === -1 ? 0 : (left?.[differs] ?? 0) - (right?.[differs] ?? 0);
}
