import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { listChurn } from '@/lib/ledger';
import { systemViewer } from '@/lib/viewer';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';

const repo = mkdtempSync(join(tmpdir(), 'churn-'));
const month = new Date().toISOString().slice(0, 7);
const today = `${month}-01T10:00:00+00:00`;

beforeAll(async () => {
  await freshDatabase();
  git('init', '--quiet', '--initial-branch=main');
  commit('ada', '2020-01-01T10:00:00+00:00', { 'src/features/quiet/a.ts': 'a\n', 'src/features/cart/a.ts': 'a\n' });
  commit('ada', today, { 'src/features/cart/a.ts': 'b\nc\n', 'src/features/search/new.ts': 'x\n', 'README.md': 'y\n' });
  commit('bob', today, { 'src/features/cart/b ö.ts': '1\n2\n3\n' });
});

test('tells what git knows, and again the same', async () => {
  const first = await churn('--features', 'src/features/*');
  expect(first.code).toBe(0);
  const known = await listChurn(systemViewer('test'), { from: month, to: month });
  expect(Object.fromEntries(known.map(({ feature, ...counted }) => [feature, counted]))).toEqual({
    cart: { commits: 2, authors: 2, lines: 6 },
    search: { commits: 1, authors: 1, lines: 1 },
    quiet: { commits: 0, authors: 0, lines: 0 },
  });
  expect((await churn('--features', 'src/features/*')).code).toBe(0);
  expect(await listChurn(systemViewer('test'), { from: month, to: month })).toEqual(known);
});

test('says what it cannot do', async () => {
  expect(await churn('--features', 'src/features')).toMatchObject({ code: 1, said: expect.stringContaining('names no folders') });
  expect(await churn('--features', 'src/*', '--repo', tmpdir())).toMatchObject({ code: 1, said: expect.stringContaining('git could not') });
  expect((await churn()).code).toBe(64);
});

async function churn(...args: readonly string[]) {
  const child = startCommand(['churn', '--json', ...(args.includes('--repo') ? [] : ['--repo', repo]), ...args]);
  return endOf(child);
}

function commit(author: string, date: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
  git('add', '--all');
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  execFileSync('git', ['-c', `user.name=${author}`, '-c', `user.email=${author}@example.com`, 'commit', '--quiet', '-m', 'change'], {
    cwd: repo,
    env,
  });
}

function git(...args: readonly string[]): void {
  execFileSync('git', [...args], { cwd: repo });
}
