import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineGrammar, parseFilter } from '@/lib/address';
import { recordActions } from '@/lib/audit';
import { settleConfig } from '@/lib/config';
import { getDossier } from '@/lib/dossier';
import { getLine, lineBars, linesOfId, listLineFacets, listLines, remoteStore } from '@/lib/logs';
import type { Reading } from '@/lib/reading';
import { certificate } from '@/tests/support/certificate';
import { freshDatabase } from '@/tests/support/database';
import { type FakeLoki, fakeLoki } from '@/tests/support/fake-loki';
import { type Fault, faults } from '@/tests/support/faulty-server';
import { viewerIn } from '@/tests/support/viewers';

/** Pages are held to three seconds where nothing else runs (tests/faults); here other suites do. */
const inTimeMs = 4_000;

/** R12, Loki's column: however it fails, it is said, in time, and nothing else suffers. */

const viewer = viewerIn(['*'], { may: ['audit:read', 'audit:write', 'logs:read', 'issues:read', 'usage:read', 'metrics:read'] });
const now = new Date().toISOString().replace(/\.\d+Z$/, '.000000Z');
const asked = { filter: parseFilter('', lineGrammar), zone: 'UTC' };
const dossierOf = (id: string) => getDossier(viewer, id, { now, retentionDays: 30 });
const isSilence = ({ verdict }: Pick<Reading, 'verdict'>) =>
  verdict !== 'none' && verdict !== 'not-recorded' && verdict !== 'not-configured';

let loki: FakeLoki;
beforeAll(async () => {
  await freshDatabase();
  await recordActions(viewer, [{ action: 'order.refunded', actor_id: 'u_1', request_id: 'req-1', created_at: now }], {
    now,
    source: 'shop',
  });
  loki = await fakeLoki(certificate());
  loki.push([
    { stream: { service_name: 'shop' }, ns: BigInt(Date.now() - 60_000) * 1_000_000n, text: '{"msg":"refunding","request_id":"req-1"}' },
  ]);
});
afterAll(() => loki.close());

function use(fault: Fault | null, name: string = fault ?? 'well'): void {
  loki.set(fault);
  // A tenant of its own each: what is known of one that failed is not known of the next.
  process.env.LOGS_URL = `${loki.url}?tenant=${name}`;
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

test('without a fault a dossier is told from both', async () => {
  use(null);
  const { readings, isComplete } = await dossierOf('req-1');
  expect(readings.slice(0, 2)).toMatchObject([
    { source: 'audit', verdict: 'found' },
    { source: 'logs', verdict: 'found', count: { value: 1 } },
  ]);
  expect(isComplete).toBe(true);
  expect((await dossierOf('req-2')).readings.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['none', 'none']);
});

describe.each(faults)('%s', (fault) => {
  test('never reads as none, and hides no other source', async () => {
    use(fault);
    const started = performance.now();
    const ids = ['req-1', 'req-2'];
    const dossiers = await Promise.all(ids.map(dossierOf));
    expect(performance.now() - started).toBeLessThan(inTimeMs);
    for (const [place, { readings, isComplete, completeness }] of dossiers.entries()) {
      const [audit, logs] = readings;
      expect(audit?.verdict).toBe(ids[place] === 'req-1' ? 'found' : 'none');
      expect(logs?.verdict).toBe('unavailable');
      expect(logs && isSilence(logs)).toBe(true);
      expect(logs?.why).toMatch(/^Loki gives no |^it gave no answer in time/);
      expect([isComplete, completeness]).toEqual([false, expect.stringContaining('logs')]);
    }
    expect(loki.strayed).toBe(0);
  });

  test('is a refusal of every question about lines, never an empty answer', async () => {
    use(fault);
    const id = `1-${'0'.repeat(16)}`;
    const acts = [listLines(viewer, asked), getLine(viewer, id), lineBars(viewer, asked), linesOfId(viewer, 'req-2', { limit: 5 })];
    const started = performance.now();
    for (const result of await Promise.allSettled([...acts, listLineFacets(viewer, { ...asked, by: ['day'] })])) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    expect(performance.now() - started).toBeLessThan(inTimeMs);
    const store = await remoteStore(viewer);
    // The labels that the check asks for are no lines: their types are not looked at.
    if (fault !== 'wrong-types') expect(store?.why).toMatch(/Loki gives no answer/);
  });
});

test('a store that swallows its failures would be seen by this', async () => {
  use('failing');
  const swallowing = await linesOfId(viewer, 'req-2', { limit: 5 }).catch(() => ({ lines: [] }));
  expect(isSilence({ verdict: swallowing.lines.length === 0 ? 'none' : 'found' })).toBe(false);
});

test('it is well again as soon as Loki is', async () => {
  use('failing', 'recovering');
  await expect(linesOfId(viewer, 'req-1', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
  loki.set(null);
  expect((await linesOfId(viewer, 'req-1', { limit: 5 })).lines).toHaveLength(1);
});
