import { beforeAll, describe, expect, it } from 'vitest';
import { type Action, diffsOf, listActions, recordActions } from '@/lib/audit';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const everyone = viewerIn(['*']);
const found: { actions: readonly Action[] } = { actions: [] };

beforeAll(async () => {
  await freshDatabase();
  const noise = Array.from({ length: 20_000 }, (_, at) => (at * 7919).toString(36)).join('');
  const inputs = [
    { action: 'plan', org_id: 'o_1', metadata: '{"before": {"plan": "free"}, "after": {"plan": "pro"}}' },
    { action: 'same', org_id: 'o_2', metadata: '{"before": {"n": 1.0}, "after": {"n": 1.0}}' },
    { action: 'silent', metadata: '{"ip": "10.0.0.1"}' },
    { action: 'large', metadata: `{"before": "${noise}", "after": ""}` },
  ];
  await recordActions(everyone, inputs, { now: '2026-10-03T14:02:11.000000Z', source: 'app' });
  found.actions = (await listActions(everyone, { filter: { terms: [] }, zone: 'UTC' })).rows;
});

describe('the diffs of a page', () => {
  it('are told for the rows that tell what changed', async () => {
    const diffs = await diffsOf(everyone, found.actions);
    const told = found.actions.flatMap(({ action, ref }) => {
      const diff = diffs.get(ref);
      return diff ? [[action, diff.changes.length, diff.isTooLarge]] : [];
    });
    expect(told.sort()).toEqual([
      ['large', 0, true],
      ['plan', 1, false],
      ['same', 0, false],
    ]);
  });

  it('show nothing of another organisation', async () => {
    const diffs = await diffsOf(viewerIn(['o_2']), found.actions);
    expect([...diffs.keys()]).toEqual([found.actions.find(({ action }) => action === 'same')?.ref]);
  });

  it('are refused to who may not read', async () => {
    await expect(diffsOf(viewerIn(['*'], { may: [] }), found.actions)).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('are none of no rows', async () => {
    expect(await diffsOf(everyone, [])).toEqual(new Map());
  });
});
