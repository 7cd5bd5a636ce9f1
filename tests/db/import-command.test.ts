import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '@/lib/database';
import type { ImportSummary } from '@/lib/import';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
const count = 15_000;

beforeAll(freshDatabase);

describe('npx tracebook import actions', { timeout: 60_000 }, () => {
  test('tells by its exit code how it ended', async () => {
    const good = file('good.ndjson', lines(3));
    const partly = file('partly.ndjson', `${lines(3)}oops\n`);
    expect(await ended(start(['--source', 'codes', good]))).toMatchObject({ code: 0, summary: { created: 3, state: 'finished' } });
    expect(await ended(start(['--source', 'codes', '--rejects', join(folder, 'r'), partly]))).toMatchObject({
      code: 2,
      summary: { repeated: 3, rejected: 1 },
    });
    expect(await ended(start(['--source', 'codes', join(folder, 'none')]))).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is no file'),
    });
    expect(await ended(start([]))).toMatchObject({ code: 64 });
  });

  test('reads standard input', async () => {
    const child = start(['--source', 'stdin', '-']);
    child.stdin.end(lines(1_500));
    expect(await ended(child)).toMatchObject({ code: 0, summary: { lines: 1_500, created: 1_500 } });
  });

  test('finishes its batch on Ctrl-C and goes on from there', async () => {
    const path = file('interrupted.ndjson', lines(count));
    const child = start(['--source', 'interrupted', path]);
    await untilStored('interrupted', 2_000);
    child.kill('SIGINT');
    const first = await ended(child);
    expect(first).toMatchObject({ code: 130, summary: { state: 'stopped' } });
    expect(await stored('interrupted')).toBe(first.summary?.created);
    expect((await ended(start(['--source', 'interrupted', path]))).summary).toMatchObject({
      state: 'finished',
      lines: count,
      created: count,
      repeated: 0,
      resumedAt: first.summary?.lines,
    });
  });
});

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  return startCommand(['import', 'actions', '--json', '--map', 'own', ...args]);
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; said: string; summary: ImportSummary | null }> {
  const { code, said, answer } = await endOf(child);
  return { code, said, summary: answer ? JSON.parse(answer) : null };
}

async function untilStored(source: string, least: number): Promise<void> {
  while ((await stored(source)) < least) await setTimeout(10);
}

async function stored(source: string): Promise<number> {
  const [row] = await database('system').execute<{ count: number }>(
    sql`select count(*)::int as count from admin_actions where source = ${source}`,
  );
  return row?.count ?? 0;
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function lines(many: number): string {
  return Array.from({ length: many }, (_, n) => `{"event_id":"e${n}","action":"a.b","created_at":"2026-10-03T14:02:11Z"}\n`).join('');
}
