import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleCommandLine } from './command-line';

/** Every route that the build serves: `/audit`, `/api/people/invite`. */
export function builtRoutes(): string[] {
  return Object.values(readJson<Record<string, string>>('.next/app-path-routes-manifest.json')).sort();
}

/** Functions that a browser could call by name. There are none, and this is how the build says so. */
export function serverActions(): string[] {
  const { node, edge } = readJson<{ node: object; edge: object }>('.next/server/server-reference-manifest.json');
  return [...Object.keys(node), ...Object.keys(edge)];
}

/**
 * A folder with the same build, in which `proxy.ts` was never there: the server runs a proxy when these lists name one, and
 * knows of it from nowhere else. Remove the folder in the end.
 */
export function buildWithoutProxy(): { directory: string; remove(): void } {
  bundleCommandLine();
  const directory = mkdtempSync(join(tmpdir(), 'tracebook-without-proxy-'));
  for (const path of ['package.json', 'next.config.js', 'drizzle', 'dist']) cpSync(path, join(directory, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  cpSync('.next', join(directory, '.next'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/^\.next\/(cache|diagnostics|types)/.test(path),
  });
  const server = join(directory, '.next/server');
  const functions = readJson<{ functions: Record<string, unknown> }>(join(server, 'functions-config-manifest.json'));
  delete functions.functions['/_middleware'];
  writeFileSync(join(server, 'functions-config-manifest.json'), JSON.stringify(functions));
  for (const file of ['middleware.js', 'middleware.js.nft.json']) rmSync(join(server, file), { force: true });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
