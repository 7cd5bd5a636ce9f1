import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { permissions } from '@/lib/viewer';
import { projectFiles, textOf } from './project-files';

const files = projectFiles();
const documents = files.filter((path) => /^(docs\/.*|[A-Z]+)\.md$/.test(path) && path !== 'CHANGELOG.md');
const folders = new Set(files.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))));
const { scripts, dependencies, devDependencies, optionalDependencies } = JSON.parse(textOf('package.json')) as Record<
  string,
  Record<string, string>
>;

describe.each(documents)('%s', (document) => {
  const text = textOf(document);
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');

  test('names only paths that exist', () => {
    const paths = quoted.filter((code) => /^(app|bench|bin|components|db|docs|drizzle|lib|scripts|tests|\.ci)\/[\w./[\]-]*$/.test(code));
    expect(paths.filter((path) => !isThere(path.replace(/\/$/, '')))).toEqual([]);
  });

  test('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => target ?? '');
    const resolved = links.map((link) => new URL(link, `file:///${document}`).pathname.slice(1));
    expect(resolved.filter((path) => !isThere(path.replace(/\/$/, '')))).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !scripts?.[name])).toEqual([]);
  });

  test('names only commands that exist', () => {
    const verbs = [...text.matchAll(/\bnpx tracebook ([a-z][a-z-]*)/g)].map(([, verb]) => verb ?? '');
    expect(verbs.filter((verb) => !isThere(`bin/verbs/${verb}.ts`))).toEqual([]);
  });
});

test('docs/configuration.md explains every variable that lib/config reads, and no other', () => {
  const read = namesIn(
    `${textOf('lib/config/read.ts')}\n${existsSync('lib/config/launch.ts') ? textOf('lib/config/launch.ts') : ''}`,
    /^ {2}([A-Z][A-Z0-9_]+): /gm,
  );
  const ofLauncher = namesIn(
    files
      .filter((path) => /^(scripts|bin)\/.*\.(mjs|ts)$/.test(path) && !path.includes('.test.'))
      .map(textOf)
      .join('\n'),
    /(?:process\.env|env)\.([A-Z][A-Z0-9_]+)/g,
  );
  const explained = namesIn(textOf('docs/configuration.md'), /^\| `([A-Z][A-Z0-9_]+)`/gm);
  expect([...read].filter((name) => !explained.has(name))).toEqual([]);
  expect([...explained].filter((name) => !read.has(name) && !ofLauncher.has(name))).toEqual([]);
});

test('docs/permissions.md names every permission, and no other', () => {
  expect(namesIn(textOf('docs/permissions.md'), /`([a-z]+:[a-z*]+)`/g)).toEqual(new Set(Object.keys(permissions)));
});

test('docs/dependencies.md gives every dependency its line', () => {
  const explained = namesIn(textOf('docs/dependencies.md'), /`((?:@[\w.-]+\/)?[\w.-]+)`/g);
  const used = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(used.filter((name) => !explained.has(name))).toEqual([]);
});

function isThere(path: string): boolean {
  return folders.has(path) || existsSync(path);
}

function namesIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''));
}
