import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { systemViewer } from '@/lib/viewer';
import { endOf, startCommand } from '@/tests/support/command';
import { bundleCommandLine } from '@/tests/support/command-line';
import { freshDatabase } from '@/tests/support/database';
import { manifestIn } from '@/tests/support/manifest';

const folder = mkdtempSync(join(tmpdir(), 'export-'));
const out = join(folder, 'a.jsonl');

beforeAll(async () => {
  bundleCommandLine();
  await freshDatabase();
  const rows = Array.from({ length: 30 }, (_, n) => ({ event_id: `e-${n}`, action: 'customer.update', actor_id: n % 2 ? 'u_1' : 'u_2' }));
  await recordActions(systemViewer('test'), rows, { now: '2026-10-03T18:00:00.000000Z', source: 'billing' });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('writes the file and its manifest, and says in JSON what it holds', async () => {
  const { code, answer } = await endOf(
    startCommand(['export', '-q', 'actor:u_1', '--format', 'jsonl', '--out', out, '--reason', 'a test', '--json']),
  );
  const bytes = readFileSync(out);
  const told = JSON.parse(answer);
  expect([code, told]).toMatchObject([0, { state: 'whole', rows: 15, bytes: bytes.length, file: out }]);
  const manifest = manifestIn(readFileSync(`${out}.manifest`, 'utf8'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(manifest).toMatchObject({ reason: 'a test', filter: 'actor:u_1', viewer: { id: 'command-line' } });
  expect(Object.values(manifest.files as object)).toEqual([{ bytes: String(bytes.length), sha256 }]);
  expect(existsSync(`${out}.part`)).toBe(false);
});

test('refuses what it cannot do, and writes nothing', async () => {
  writeFileSync(join(folder, 'there.csv'), 'mine');
  const tries = [
    [['--out', join(folder, 'there.csv')], 1, /is there already/],
    [['--out', join(folder, 'b.csv'), '-q', 'created:soon'], 1, /created:soon/],
    [['--out', join(folder, 'b.csv'), '--tz', 'Mars/Base'], 1, /no time zone/],
    [['--out', join(folder, 'b.csv'), '--format', 'xlsx;rm'], 64, /Allowed choices/],
    [['--out', join(folder, 'nowhere/b.csv')], 1, /There is no .*nowhere/],
    [[], 64, /--out/],
  ] as const;
  for (const [args, code, words] of tries) {
    const end = await endOf(startCommand(['export', ...args]));
    expect([args, end.code]).toEqual([args, code]);
    expect(end.said).toMatch(words);
  }
  expect(readFileSync(join(folder, 'there.csv'), 'utf8')).toBe('mine');
  expect(existsSync(join(folder, 'b.csv'))).toBe(false);
});

test('hands the file to standard output', async () => {
  const { code, answer, said } = await endOf(startCommand(['export', '--out', '-']));
  expect([code, answer.split('\r\n').length > 31, answer.includes('\r\n#end,')]).toEqual([0, true, true]);
  expect(said).toContain('is whole');
});
