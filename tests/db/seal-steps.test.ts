import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { type SealStep, sealState, sealSteps } from '@/lib/seal';
import { isConsistent, openNote, parseCheckpoint, parseVerifierKey } from '@/lib/tlog';
import { freshDatabase } from '@/tests/support/database';
import { configureSealing, everybody, nowText, sealAll, verifyAll } from '@/tests/support/sealing';
import { storedTree } from '@/tests/support/stored-tree';

/**
 * I3 of the reliability goals: sealing ends at each of its steps, before the step has had its effect and after it had it without anybody
 * hearing of it. The next one goes on: nothing is sealed twice or missed, and every published checkpoint goes on from the one before.
 */
let sql: postgres.Sql;
let places: ReturnType<typeof configureSealing>;

beforeAll(async () => {
  const url = await freshDatabase();
  places = configureSealing();
  sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sealAll();
});
afterAll(() => sql.end());

const published: { size: number; root: Uint8Array }[] = [];

async function note(): Promise<void> {
  const key = parseVerifierKey((await sealState(everybody)).vkey ?? '');
  const opened = key && openNote(readFileSync(join(places.folder, 'checkpoint'), 'utf8'), [key]);
  const said = opened?.state === 'signed' ? parseCheckpoint(opened.note.text) : null;
  if (!said) throw new Error('What is published is no checkpoint of ours.');
  published.push(said);
}

class Fallen extends Error {}

const rounds = process.env.TRACEBOOK_FAULTS === 'all' ? 10 : 1;
const cases = sealSteps.flatMap((step) => (['before', 'after'] as const).map((when) => [when, step] as const));

test.each(cases)('it falls %s %s', { timeout: 120_000 }, async (when, step) => {
  for (let round = 0; round < rounds; round += 1) {
    // Enough that tiles are filled on the way.
    await recordActions(
      everybody,
      Array.from({ length: 90 }, () => ({ action: 'a.b' })),
      { now: nowText(), source: 'billing' },
    );
    let hasFallen = false;
    const steps = async <T>(at: SealStep, act: () => Promise<T>): Promise<T> => {
      const isHere = at === step && !hasFallen;
      if (isHere && when === 'before') {
        hasFallen = true;
        throw new Fallen();
      }
      const done = await act();
      if (isHere) {
        hasFallen = true;
        throw new Fallen();
      }
      return done;
    };
    // A place that fails is told and waited for; everything else ends the pass.
    await sealAll({ steps }).catch((error: unknown) => {
      if (!(error instanceof Fallen)) throw error;
    });
    expect(hasFallen).toBe(true);
    await note();
    expect(await sealAll()).toMatchObject({ outcome: 'sealed', failed: [] });
    await note();
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
  }
});

test('there was one history all along', { timeout: 120_000 }, async () => {
  const [last] = published.slice(-1);
  if (!last) throw new Error('Nothing was published.');
  const proofFrom = await storedTree(sql, last.size);
  for (const old of published) {
    const claim = { oldSize: old.size, oldRoot: old.root, newSize: last.size, newRoot: last.root };
    expect(isConsistent(claim, await proofFrom(old.size))).toBe(true);
  }
  expect(published.every(({ size }, at) => at === 0 || size >= (published[at - 1]?.size ?? 0))).toBe(true);
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
});
