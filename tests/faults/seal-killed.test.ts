import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { sealState } from '@/lib/seal';
import { isConsistent, openNote, parseCheckpoint, parseVerifierKey } from '@/lib/tlog';
import { startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';
import { configureSealing, everybody, nowText, sealAll, verifyAll } from '@/tests/support/sealing';
import { storedTree } from '@/tests/support/stored-tree';

/**
 * R17 of the reliability goals: what seals is killed outright at random moments, while actions are taken in. Every checkpoint that was published goes
 * on from the one before, nothing is sealed twice, and nothing is missed. The command seals just as the app does.
 */
const kills = process.env.TRACEBOOK_FAULTS === 'all' ? 100 : 5;
let sql: postgres.Sql;
let places: ReturnType<typeof configureSealing>;

beforeAll(async () => {
  const url = await freshDatabase();
  places = configureSealing();
  sql = postgres(url, { max: 1, onnotice: () => undefined });
});
afterAll(() => sql.end());

test(`sealing that is killed ${kills} times makes one history, whole`, async () => {
  await sealAll();
  const key = parseVerifierKey((await sealState(everybody)).vkey ?? '');
  if (!key) throw new Error('There is no key.');
  const published: { size: number; root: Uint8Array }[] = [];
  const note = () => {
    const opened = openNote(readFileSync(join(places.folder, 'checkpoint'), 'utf8'), [key]);
    const said = opened.state === 'signed' ? parseCheckpoint(opened.note.text) : null;
    if (!said) throw new Error('What is published is no checkpoint of ours.');
    published.push(said);
  };
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
    note();
  }
  isOver = true;
  await writing;
  expect(killed).toBeGreaterThan(kills / 4);
  const started = performance.now();
  await sealAll();
  expect(performance.now() - started).toBeLessThan(60_000);
  note();
  const [counts] = await sql`
    select (select count(*)::int from seal_leaves) as leaves, (select size::int from seal_head) as size,
      (select max(size)::int from seal_checkpoints) as signed,
      (select count(distinct key)::int from seal_leaves where kind in ('row', 'late-row')) as rows,
      (select count(*)::int from admin_actions) as actions`;
  expect(counts).toEqual({
    leaves: counts?.size,
    size: counts?.size,
    signed: counts?.size,
    rows: counts?.actions,
    actions: counts?.actions,
  });
  const last = published.at(-1);
  const proofFrom = await storedTree(sql, last?.size ?? 0);
  for (const old of published) {
    const claim = { oldSize: old.size, oldRoot: old.root, newSize: last?.size ?? 0, newRoot: last?.root ?? new Uint8Array() };
    expect(isConsistent(claim, await proofFrom(old.size))).toBe(true);
  }
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
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
