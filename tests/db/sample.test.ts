import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { issueGrammar, parseFilter, usageGrammar } from '@/lib/address';
import { hasRealActions, listActions, recordActions } from '@/lib/audit';
import { database } from '@/lib/database';
import { listIssues } from '@/lib/issues';
import { hasSample, incidents, loadSample, removeSample, sampleState } from '@/lib/sample';
import { listFeatures } from '@/lib/usage';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

await freshDatabase();

const now = '2026-11-22T09:30:00.000000Z';
const system = systemViewer('test');
const ofSample = viewerIn(['*'], { sees: 'sample' });
const allReads = ['audit:read', 'issues:read', 'usage:read'] as const;

function found(viewer: typeof ofSample, query: string) {
  return listActions(viewer, { filter: parseFilter(query), zone: 'UTC', limit: 1_000 });
}

describe('the sample', () => {
  beforeAll(async () => {
    expect([await sampleState(), await hasSample()]).toEqual(['absent', false]);
    await recordActions(system, [{ action: 'half.loaded', event_id: 'x' }], { now, source: 'sample/web' });
    const start = performance.now();
    expect(await loadSample(system, now)).toBeGreaterThan(6_000);
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  test('is loaded once, over what an interrupted loading left, and seen only by who looks at the sample', async () => {
    expect([await sampleState(), await hasSample()]).toEqual(['loaded', true]);
    expect(await loadSample(system, now)).toBe(0);
    expect((await found(ofSample, 'action:half.loaded')).rows).toEqual([]);
    expect((await found(ofSample, `request:${incidents.wrongPrices.changedIn}`)).rows.length).toBeGreaterThan(5);
    expect((await found(viewerIn(['*']), '')).count).toEqual({ value: 0, capped: false });
  });

  test('brings its errors', async () => {
    const [first] = await issues(viewerIn(['*'], { may: allReads, sees: 'sample' }));
    expect(first).toMatchObject({ type: 'NoPathError', project: 'sample/dispatch', features: ['dispatch'] });
    expect(await issues(viewerIn(['*'], { may: allReads }))).toEqual([]);
  });

  test('brings what was used and what was not', async () => {
    const rows = await features(viewerIn(['*'], { may: allReads, sees: 'sample' }));
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.find(({ feature }) => feature === null)?.events).toBeGreaterThan(10);
    const of = (name: string) => rows.find(({ feature }) => feature === name);
    expect(of('fuel_card_import')?.last_used?.slice(0, 10) ?? '').toMatch(/^2026-10-2/);
    expect(of('heat_map')?.first_used?.slice(0, 7)).toBe('2026-11');
    expect(await features(viewerIn(['*'], { may: allReads }))).toEqual([]);
  });

  test('is nothing real, as little as what we record of ourselves', async () => {
    await recordActions(system, [{ action: 'auth.signed_in', event_id: 'own' }], { now, source: 'tracebook' });
    expect(await hasRealActions()).toBe(false);
  });

  test('holds to organisations like everything else', async () => {
    const page = await found(viewerIn(['org_1001'], { sees: 'sample' }), '');
    expect(page.rows.length).toBeGreaterThan(20);
    expect(new Set(page.rows.map(({ org_id }) => org_id))).toEqual(new Set(['org_1001']));
  });

  test('is neither loaded nor removed by who may not change settings', async () => {
    await expect(loadSample(viewerIn(['*']), now)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(removeSample(viewerIn(['*']), now)).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('is removed for good, with all it brought and nothing else, and the removal is recorded', async () => {
    await recordActions(system, [{ action: 'plan.update', event_id: '1' }], { now, source: 'sampler' });
    expect(await hasRealActions()).toBe(true);
    expect(await removeSample(system, now)).toBeGreaterThan(6_000);
    expect([await sampleState(), await hasSample()]).toEqual(['removed', false]);
    expect((await found(viewerIn(['*']), '-action:auth')).rows.map(({ action }) => action).sort()).toEqual([
      'plan.update',
      'sample.remove',
    ]);
    expect(await issues(viewerIn(['*'], { may: allReads, sees: 'sample' }))).toEqual([]);
    expect(await features(viewerIn(['*'], { may: allReads, sees: 'sample' }))).toEqual([]);
    const left = await database('system').execute(sql`select (select count(*) from error_events) + (select count(*) from issues)
      + (select count(*) from issue_counts) + (select count(*) from issue_people) + (select count(*) from issue_days) as rows`);
    expect(left).toEqual([{ rows: '0' }]);
    await expect(loadSample(system, now)).rejects.toMatchObject({ code: 'conflict' });
  });
});

async function issues(viewer: typeof ofSample) {
  return (await listIssues(viewer, { filter: parseFilter('', issueGrammar), zone: 'UTC', sort: 'events' })).rows;
}

async function features(viewer: typeof ofSample) {
  const month = { filter: parseFilter('', usageGrammar), zone: 'UTC', from: '2026-10-23', to: '2026-11-22' };
  return (await listFeatures(viewer, month)).rows;
}
