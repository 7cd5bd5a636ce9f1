import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { database } from '@/lib/database';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';

const count = 40_000;
const kills = 10;

beforeAll(freshDatabase);

test(`an import that is killed ${kills} times at random moments loses nothing, and stores nothing twice`, async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'import-')), 'killed.ndjson');
  writeFileSync(
    path,
    Array.from({ length: count }, (_, n) => `{"event_id":"e${n}","action":"a.b","created_at":"2026-10-03T14:02:11Z"}\n`).join(''),
  );
  const command = ['import', 'actions', '--json', '--map', 'own', '--source', 'killed', path];
  let killed = 0;
  for (let before = 0; killed < kills; killed += 1) {
    const child = startCommand(command);
    const end = once(child, 'close');
    await Promise.race([untilStored(before + 500), end]);
    await setTimeout(Math.random() * 150);
    child.kill('SIGKILL');
    await end;
    before = await stored();
    if (before === count) break;
  }
  expect(killed).toBeGreaterThan(3);
  const { code, answer } = await endOf(startCommand(command));
  expect(code).toBe(0);
  expect(JSON.parse(answer)).toMatchObject({ state: 'finished', lines: count, created: count, repeated: 0 });
  expect(await stored()).toBe(count);
});

async function untilStored(least: number): Promise<void> {
  while ((await stored()) < least) await setTimeout(10);
}

async function stored(): Promise<number> {
  const [row] = await database('system').execute<{ count: number }>(
    sql`select count(*)::int as count from admin_actions where source = 'killed'`,
  );
  return row?.count ?? 0;
}
