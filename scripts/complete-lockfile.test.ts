import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completed } from './complete-lockfile.mjs';

test('adds what is missing beside the package that wants it, or below it where another version stands there', () => {
  const { lock, added } = completed({
    packages: {
      '': { optionalDependencies: { '@p/windows-x64': '1.0.0' } },
      'node_modules/@p/linux-arm64-musl': { version: '2.0.0' },
      'node_modules/old': { version: '1.0.0', dev: true, optionalDependencies: { '@p/linux-arm64-musl': '1.0.0' } },
      'node_modules/new': { version: '3.0.0', optionalDependencies: { '@p/linux-arm64-musl': '2.0.0' } },
    },
  });
  expect(added).toEqual(['node_modules/@p/windows-x64', 'node_modules/old/node_modules/@p/linux-arm64-musl']);
  expect(lock.packages).toMatchObject({
    'node_modules/@p/linux-arm64-musl': { version: '2.0.0' },
    'node_modules/@p/windows-x64': { version: '1.0.0', cpu: ['x64'], optional: true, os: ['win32'] },
    'node_modules/old/node_modules/@p/linux-arm64-musl': { version: '1.0.0', cpu: ['arm64'], dev: true, libc: ['musl'], os: ['linux'] },
  });
});

test('nothing is missing from the lock of this project', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  expect(completed(lock).added).toEqual([]);
});

test('npm ci accepts the lock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracebook-lock-'));
  for (const file of ['package.json', 'package-lock.json']) cpSync(file, join(folder, file));
  try {
    expect(execFileSync('npm', ['ci', '--dry-run', '--no-audit', '--no-fund'], { cwd: folder, encoding: 'utf8' })).toMatch(/add|added/);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
