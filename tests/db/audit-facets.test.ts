import { beforeAll, describe, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { listFacet, listFacets, recordActions, subjectHistory } from '@/lib/audit';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const now = '2026-11-03T18:02:11.204113Z';
const everyone = viewerIn(['*']);
const all = { filter: parseFilter(''), zone: 'UTC' };

beforeAll(async () => {
  await freshDatabase();
  const actions = Array.from({ length: 60 }, (_, n) => ({
    event_id: `e_${n}`,
    // Half an hour each around the end of summer time in New York, 2026-11-01 06:00 UTC.
    created_at: new Date(Date.UTC(2026, 10, 1) + n * 1_800_000).toISOString(),
    action: n % 3 === 0 ? 'customer.update' : 'customer.list',
    actor_id: n % 10 === 0 ? null : `u_${n % 4}`,
    org_id: n < 40 ? 'org_1' : 'org_2',
    subject_type: 'customer',
    subject_id: `c_${n % 5}`,
    metadata: JSON.stringify({ ip: `10.0.0.${n % 2}`, ...(n === 7 ? { made: { id: 'c_new' } } : {}) }),
  }));
  await recordActions(everyone, actions, { now });
});

describe('facets', () => {
  test('count the commonest values first, and those that have none as null', async () => {
    const { rows, distinct, sampled, since } = await listFacet(everyone, { ...all, by: { key: 'actor' } });
    expect(rows).toEqual([
      { value: 'u_1', count: 15 },
      { value: 'u_3', count: 15 },
      { value: 'u_0', count: 12 },
      { value: 'u_2', count: 12 },
      { value: null, count: 6 },
    ]);
    expect([distinct, sampled, since]).toEqual([{ value: 5, capped: false }, false, null]);
  });

  test('say how many values there are beyond those that are given', async () => {
    const { rows, distinct } = await listFacet(everyone, { ...all, by: { key: 'subject' }, limit: 2 });
    expect(rows).toHaveLength(2);
    expect(distinct).toEqual({ value: 5, capped: false });
  });

  test('follow the filter, and reach into metadata', async () => {
    const facet = await listFacet(everyone, { ...all, filter: parseFilter('action:customer.update'), by: { key: 'meta', path: ['ip'] } });
    expect(facet.by).toBe('meta.ip');
    expect(facet.rows).toEqual([
      { value: '10.0.0.0', count: 10 },
      { value: '10.0.0.1', count: 10 },
    ]);
  });

  test('count days of the zone, in their order, also across a change of clocks', async () => {
    const days = await listFacet(everyone, { ...all, zone: 'America/New_York', by: 'day' });
    // 31 October has four hours of it here, 1 November twenty-five.
    expect(days.rows).toEqual([
      { value: '2026-10-31', count: 8 },
      { value: '2026-11-01', count: 50 },
      { value: '2026-11-02', count: 2 },
    ]);
  });

  test('come several at once', async () => {
    const facets = await listFacets(everyone, { ...all, by: [{ key: 'org' }, 'day', { key: 'outcome' }] });
    expect(facets.map(({ by, rows }) => [by, rows.length])).toEqual([
      ['org', 2],
      ['day', 2],
      ['outcome', 1],
    ]);
  });

  test('refuse what cannot be counted by', async () => {
    await expect(listFacet(everyone, { ...all, by: { key: 'created' } })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('refuse a viewer who may not', async () => {
    const nobody = { ...everyone, permissions: new Set<never>() };
    await expect(listFacet(nobody, { ...all, by: { key: 'actor' } })).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('show nothing of another organisation', async () => {
    const { rows } = await listFacet(viewerIn(['org_2']), { ...all, by: { key: 'org' } });
    expect(rows).toEqual([{ value: 'org_2', count: 20 }]);
  });
});

describe('the history of a subject', () => {
  const history = (viewer = everyone, id = 'c_1') => subjectHistory(viewer, { ...all, type: 'customer', id });

  test('is what was done to it, newest first', async () => {
    const { rows, count } = await history();
    expect(count).toEqual({ value: 12, capped: false });
    expect(rows.every(({ subject_id }) => subject_id === 'c_1')).toBe(true);
  });

  test('has the action that made it, though its ID stands only in the metadata', async () => {
    const { rows } = await history(everyone, 'c_new');
    expect(rows.map(({ event_id }) => event_id)).toEqual(['e_7']);
  });

  test('has cursors of its own', async () => {
    const page = await subjectHistory(everyone, { ...all, type: 'customer', id: 'c_1', limit: 5 });
    const further = { ...all, type: 'customer', limit: 5, after: page.next };
    expect((await subjectHistory(everyone, { ...further, id: 'c_1' })).rows).toHaveLength(5);
    await expect(subjectHistory(everyone, { ...further, id: 'c_2' })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('refuses a viewer who may not', async () => {
    await expect(history({ ...everyone, permissions: new Set<never>() })).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('shows nothing of another organisation', async () => {
    expect((await history(viewerIn(['org_2']))).rows.every(({ org_id }) => org_id === 'org_2')).toBe(true);
    expect((await history(viewerIn(['org_2']), 'c_new')).rows).toEqual([]);
  });
});
