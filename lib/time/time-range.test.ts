import { expect, it } from 'vitest';
import { resolveTimeRange, type TimeCondition } from './time-range';

const day = { from: '2026-10-03T04:00:00.000000Z', to: '2026-10-04T04:00:00.000000Z' };

it.each<[TimeCondition, { from: string | null; to: string | null } | null]>([
  [{ kind: 'is', text: '2026-10-03' }, day],
  [
    { kind: 'range', from: '2026-10-01', to: '2026-10-31' },
    { from: '2026-10-01T04:00:00.000000Z', to: '2026-11-01T04:00:00.000000Z' },
  ],
  [
    { kind: 'comparison', operator: '>=', bound: '2026-10-03' },
    { from: day.from, to: null },
  ],
  [
    { kind: 'comparison', operator: '>', bound: '2026-10-03' },
    { from: day.to, to: null },
  ],
  [
    { kind: 'comparison', operator: '<=', bound: '2026-10-03' },
    { from: null, to: day.to },
  ],
  [
    { kind: 'comparison', operator: '<', bound: '2026-10-03' },
    { from: null, to: day.from },
  ],
  [{ kind: 'is', text: 'soon' }, null],
  [{ kind: 'range', from: 'soon', to: '2026' }, null],
  [{ kind: 'range', from: '2026', to: 'later' }, null],
  [{ kind: 'comparison', operator: '<', bound: 'now' }, null],
])('%j', (condition, range) => expect(resolveTimeRange(condition, 'America/New_York')).toEqual(range));

it('includes the last day also across a change of clocks', () => {
  expect(resolveTimeRange({ kind: 'range', from: '2026-11-01', to: '2026-11-01' }, 'America/New_York')).toEqual({
    from: '2026-11-01T04:00:00.000000Z',
    to: '2026-11-02T05:00:00.000000Z',
  });
});
