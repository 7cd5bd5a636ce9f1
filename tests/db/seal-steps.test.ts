import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { type SealStep, sealSteps } from '@/lib/seal';
import { freshDatabase } from '@/tests/support/database';
import { SealHistory } from '@/tests/support/seal-history';
import { configureSealing, everybody, nowText, sealAll } from '@/tests/support/sealing';

/**
 * I3 of the reliability goals: sealing ends at each of its steps, before the step has had its effect and after it had it without anybody
 * hearing of it. The next one goes on: nothing is sealed twice or missed, and every published checkpoint goes on from the one before.
 */
let sql: postgres.Sql;
let history: SealHistory;

beforeAll(async () => {
  const url = await freshDatabase();
  const { folder } = configureSealing();
  sql = postgres(url, { max: 1, onnotice: () => undefined });
  history = new SealHistory(sql, folder);
  await sealAll();
});
afterAll(() => sql.end());

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
    await history.note();
    expect(await sealAll()).toMatchObject({ outcome: 'sealed', failed: [] });
    await history.note();
    await history.expectWhole();
  }
});

test('there was one history all along', { timeout: 120_000 }, () => history.expectOne());
