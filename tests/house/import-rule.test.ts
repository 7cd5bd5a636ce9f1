import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** One break of each kind: the file that holds it, its text, and the rule that must find it, once. */
const breaks: readonly [path: string, text: string, rule: string][] = [
  ['app/reads-db.ts', "import { schema } from '@/db';\nexport const a = schema;", 'noRestrictedImports'],
  [
    'app/walks-through-a-window.ts',
    "import { listActions } from '@/lib/audit/list';\nexport const a = listActions;",
    'noRestrictedImports',
  ],
  ['app/speaks-to-postgres.ts', "import { sql } from 'drizzle-orm';\nexport const a = sql;", 'noRestrictedImports'],
  ['app/speaks-to-a-vendor.ts', "import { init } from '@sentry/node';\nexport const a = init;", 'noRestrictedImports'],
  ['app/looks-up.ts', "import { b } from '../components/button';\nexport const a = b;", 'noRestrictedImports'],
  ['app/reads-environment.ts', 'export const a = process.env.HOME;', 'noProcessEnv'],
  ['app/prints.ts', "console.log('here');", 'noConsole'],
  ['app/exports-a-default.ts', 'export default function a() {}', 'noDefaultExport'],
  ['app/NotKebab.ts', 'export const a = 1;', 'useFilenamingConvention'],
  ['components/composes.ts', "import { a } from '@/app/layout';\nexport const b = a;", 'noRestrictedImports'],
  ['components/fetches.ts', "import { listActions } from '@/lib/audit';\nexport const a = listActions;", 'noRestrictedImports'],
  ['components/reads-db.ts', "import { schema } from '@/db';\nexport const a = schema;", 'noRestrictedImports'],
  ['components/window.ts', "import type { Filter } from '@/lib/address/filter';\nexport type A = Filter;", 'noRestrictedImports'],
  ['components/imports-a-value.ts', "import { Action } from '@/lib/audit';\nexport type A = Action;", 'useImportType'],
  [
    'components/writes-markup.tsx',
    'export function A({ html }: { html: string }) {\n  return <p dangerouslySetInnerHTML={{ __html: html }} />;\n}',
    'noDangerouslySetInnerHtml',
  ],
  ['lib/audit/renders.ts', "import { useState } from 'react';\nexport const a = useState;", 'noRestrictedImports'],
  ['lib/audit/asks-next.ts', "import { headers } from 'next/headers';\nexport const a = headers;", 'noRestrictedImports'],
  ['lib/auth/renders.ts', "import { cache } from 'react';\nexport const a = cache;", 'noRestrictedImports'],
  ['lib/auth/records.ts', "import { recordAction } from '@/lib/audit';\nexport const a = recordAction;", 'noRestrictedImports'],
  ['lib/audit/looks-up.ts', "import { loadSample } from '@/lib/sample';\nexport const a = loadSample;", 'noRestrictedImports'],
  ['lib/audit/window.ts', "import { parseFilter } from '@/lib/address/parse';\nexport const a = parseFilter;", 'noRestrictedImports'],
  ['lib/audit/neighbour.ts', "import { parseFilter } from '../address';\nexport const a = parseFilter;", 'noRestrictedImports'],
  ['lib/audit/renders-own.ts', "import { Table } from '@/components/table';\nexport const a = Table;", 'noRestrictedImports'],
  ['lib/audit/any.ts', 'export const a = (b: any) => b;', 'noExplicitAny'],
  ['lib/audit/environment.ts', 'export const a = process.env.HOME;', 'noProcessEnv'],
  ['lib/address/not-pure.ts', "import { config } from '@/lib/config';\nexport const a = config;", 'noRestrictedImports'],
  ['lib/config/looks-up.ts', "import { database } from '@/lib/database';\nexport const a = database;", 'noRestrictedImports'],
  ['lib/database/looks-up.ts', "import { listActions } from '@/lib/audit';\nexport const a = listActions;", 'noRestrictedImports'],
  ['lib/audit/index.ts', "export * from './any';", 'noReExportAll'],
  ['db/decides.ts', "import { AppError } from '@/lib/errors';\nexport const a = AppError;", 'noRestrictedImports'],
  ['bin/window.ts', "import { listActions } from '@/lib/audit/list';\nexport const a = listActions;", 'noRestrictedImports'],
  ['tests/window.ts', "import { listActions } from '@/lib/audit/list';\nexport const a = listActions;", 'noRestrictedImports'],
];

/** A circle is one break that stands in two files. */
const circle = ['lib/audit/chicken.ts', 'lib/audit/egg.ts'] as const;

/** What the same rules must leave alone. */
const fine: readonly [path: string, text: string][] = [
  ['app/page.tsx', "import { listActions } from '@/lib/audit';\n\nexport default function Page() {\n  return listActions();\n}"],
  [
    'components/page-link.ts',
    "import { printFilter } from '@/lib/address';\nimport type { Action } from '@/lib/audit';\n\nexport const a = (b: Action) => printFilter(b);",
  ],
  ['lib/audit/list.ts', "import { schema } from '@/db';\nimport { AppError } from '@/lib/errors';\n\nexport const a = [schema, AppError];"],
  ['lib/auth/session.ts', "import { headers } from 'next/headers';\n\nexport const a = headers;"],
  ['lib/config/read.ts', 'export const a = process.env.HOME;'],
];

let findings: Finding[] = [];
let tree = '';

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'import-rule-'));
  cpSync('biome.json', join(tree, 'biome.json'));
  cpSync('tsconfig.json', join(tree, 'tsconfig.json'));
  for (const [path, text] of [...breaks, ...fine]) plant(path, text);
  plant(circle[0], "import { egg } from './egg';\nexport const chicken = () => egg;");
  plant(circle[1], "import { chicken } from './chicken';\nexport const egg = () => chicken;");
  findings = lint();
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the linter finds one break of each kind, once', () => {
  test.each(breaks)('%s', (path, _text, rule) => {
    expect(rulesFoundIn(path)).toEqual([rule]);
  });

  test('a circle, on both of its sides', () => {
    expect(circle.flatMap(rulesFoundIn)).toEqual(['noImportCycles', 'noImportCycles']);
  });
});

test.each(fine)('the linter leaves %s alone', (path) => {
  expect(rulesFoundIn(path)).toEqual([]);
});

interface Finding {
  readonly category: string;
  readonly location: { readonly path: string };
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), `${text}\n`);
}

function lint(): Finding[] {
  const arguments_ = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.'];
  try {
    return diagnosticsIn(execFileSync(resolve('node_modules/.bin/biome'), arguments_, { cwd: tree, encoding: 'utf8', stdio: 'pipe' }));
  } catch (error) {
    // A linter that finds something ends with 1: here that is what it is asked for.
    return diagnosticsIn((error as { stdout: string }).stdout);
  }
}

function diagnosticsIn(report: string): Finding[] {
  return (JSON.parse(report) as { diagnostics: Finding[] }).diagnostics;
}

function rulesFoundIn(path: string): string[] {
  return findings.filter((finding) => finding.location.path === path).map((finding) => finding.category.split('/').at(-1) ?? '');
}
