import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { bundleCommandLine } from '@/tests/support/command-line';

test.each([
  ['no secret', {}, 'NEXTAUTH_SECRET is missing'],
  ['a short secret', { NEXTAUTH_SECRET: 'short' }, 'NEXTAUTH_SECRET must be at least 32 characters'],
  ['an address of another kind', { NEXTAUTH_SECRET: randomBytes(32).toString('hex'), NEXTAUTH_URL: 'javascript:alert(1)' }, 'NEXTAUTH_URL'],
])('with %s nothing is served, and the start says why', async (_name, env, words) => {
  bundleCommandLine();
  const base = { PATH: process.env.PATH, NODE_ENV: 'production', PORT: '19999', NEXTAUTH_URL: 'http://127.0.0.1:19999' } as const;
  const child = spawn(process.execPath, ['dist/tracebook.mjs', 'start'], {
    env: { ...base, DATABASE_URL: process.env.TEST_POSTGRES_URL, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  const code = await new Promise((done) => child.once('close', done));
  expect([code, told]).toEqual([78, expect.stringContaining(words)]);
  expect(told).not.toContain('short\n');
});
