import { readFileSync } from 'node:fs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/**
 * True when what package-lock.json names is what lies in node_modules. npm writes its own record last, so that an
 * interrupted installation never counts. What is optional may be missing: it belongs to other platforms.
 */
export function isInstalled() {
  const wanted = packagesIn('package-lock.json');
  const present = packagesIn('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || present[path]?.version === version);
}

/** Installs exactly what the lock names, also the tools that build and test. @returns the output, for when it failed */
export async function install() {
  return run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, optional?: boolean }> | null}
 */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(`${root}/${file}`, 'utf8')).packages;
  } catch {
    // Not there, or cut short: either way there is nothing installed to rely on.
    return null;
  }
}
