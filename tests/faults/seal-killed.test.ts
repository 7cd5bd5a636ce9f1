import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';
import { SealHistory } from '@/tests/support/seal-history';
import { configureSealing, everybody, nowText, sealAll } from '@/tests/support/sealing';

/**
 * R17 of the reliability goals: what seals is killed outright at random moments, while actions are taken in. Every checkpoint that was published goes
 * on from the one before, nothing is sealed twice, and nothing is missed. The command seals just as the app does.
 */
const kills = process.env.TRACEBOOK_FAULTS === 'all' ? 100 : 5;
let sql: postgres.Sql;
let history: SealHistory;

beforeAll(async () => {
  const url = await freshDatabase();
  const { folder } = configureSealing();
  sql = postgres(url, { max: 1, onnotice: () => undefined });
  history = new SealHistory(sql, folder);
});
afterAll(() => sql.end());

test(`sealing that is killed ${kills} times makes one history, whole`, async () => {
  await sealAll();
  let isOver = false;
  const writing = (async () => {
    for (let n = 0; !isOver; n += 1) {
      const actions = Array.from({ length: 200 }, (_, at) => ({ action: 'a.b', actor_id: `u_${n}_${at}` }));
      await recordActions(everybody, actions, { now: nowText(), source: 'billing' });
      await sleep(60);
    }
  })();
  let killed = 0;
  for (let round = 0; round < kills; round += 1) {
    const child = startCommand(['seal', '--json']);
    const end = once(child, 'close');
    // From before it has connected until it would have ended.
    await Promise.race([sleep(500 + Math.random() * 900), end]);
    if (child.exitCode === null) killed += 1;
    child.kill('SIGKILL');
    await end;
    await history.note();
  }
  isOver = true;
  await writing;
  expect(killed).toBeGreaterThan(kills / 4);
  const started = performance.now();
  await sealAll();
  expect(performance.now() - started).toBeLessThan(60_000);
  await history.note();
  await history.expectWhole();
  await history.expectOne();
}, 600_000);

test('the command refuses a database that was restored from an older backup, by its exit code and in words', async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    const [at] = await tx<{ size: string }[]>`select size::text from seal_checkpoints order by seal_checkpoints.size limit 1`;
    const size = Number(at?.size);
    await tx`delete from seal_leaves where "index" >= ${size}`;
    await tx`delete from seal_tiles`;
    await tx`delete from seal_checkpoints where size > ${size}`;
    await tx`update seal_head set size = ${size}, root = (select root from seal_checkpoints where size = ${size}), frontier = (select hash from seal_leaves where "index" = 0)`;
  });
  const child = startCommand(['seal']);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  expect([code, said]).toEqual([1, expect.stringContaining('Restore a newer one')]);
});
