/**
 * `npm run lock`: after npm wrote package-lock.json, adds the optional packages of other platforms that npm left out because
 * its registry does not offer them. Without them `npm ci` of npm 11 and later refuses the lock, here and on those platforms.
 *
 * They carry a version and no address: npm then asks whatever registry it is used with.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './root.mjs';

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lock
 */

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'];
const processors = ['arm64', 'x64', 'ia32', 'wasm32', 'riscv64', 'ppc64', 's390x', 'loong64', 'mips64el', 'arm'];

if (argv[1] === fileURLToPath(import.meta.url)) {
  const file = `${root}/package-lock.json`;
  const { lock, added } = completed(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`package-lock.json: ${added.length} packages of other platforms added\n`);
}

/**
 * @param {Lock} lock
 * @returns {{ lock: Lock, added: string[] }} the same lock when nothing is missing
 */
export function completed(lock) {
  const packages = { ...lock.packages };
  /** @type {string[]} */
  const added = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const version = range.replace(/^[\^~]/, '');
      const found = packages[resolved(packages, path, name) ?? ''];
      if (found && (found.version === version || range !== version)) continue;
      const beside = `${path.slice(0, Math.max(0, path.lastIndexOf('node_modules/')))}node_modules/${name}`;
      const place = packages[beside] ? `${path}/node_modules/${name}` : beside;
      packages[place] = platformEntry(name, version, entry.dev);
      added.push(place);
    }
  }
  if (added.length === 0) return { lock, added };
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
  return { lock: { ...lock, packages: Object.fromEntries(sorted) }, added };
}

/**
 * Where Node would find `name` from the package at `path`.
 *
 * @param {Record<string, Entry>} packages
 * @param {string} path
 * @param {string} name
 */
function resolved(packages, path, name) {
  for (let base = path; ; base = base.slice(0, base.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    const place = `${base ? `${base}/` : ''}node_modules/${name}`;
    if (packages[place]) return place;
    if (!base) return null;
  }
}

/**
 * What a platform's package is for is read off its name, as its publisher's own entry would say it.
 *
 * @param {string} name
 * @param {string} version
 * @param {boolean | undefined} dev
 * @returns {Entry}
 */
function platformEntry(name, version, dev) {
  const words = name.replace('windows', 'win32').replace('aarch64', 'arm64').replace('x86_64', 'x64');
  const system = systems.find((each) => words.includes(each));
  const processor = processors.find((each) => words.includes(each));
  return {
    version,
    ...(processor ? { cpu: [processor] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  };
}
