import { describe, expect, it } from 'vitest';
import type { Action } from './action';
import { daysFrom } from './days';

describe('days', () => {
  const rows = ['2026-11-01T06:30:00.000000Z', '2026-11-01T04:30:00.000000Z', '2026-11-01T03:30:00.000000Z', '-infinity'].map(
    (created_at, at) => row(created_at, at),
  );

  it('are those of the zone', () => {
    expect(daysFrom(rows, 'UTC').map(({ words }) => words)).toEqual(['Sunday, 1 November 2026', 'At times that no calendar holds']);
    expect(daysFrom(rows, 'America/New_York').map(({ words, folds }) => `${words}: ${folds.length}`)).toEqual([
      'Sunday, 1 November 2026: 2',
      'Saturday, 31 October 2026: 1',
      'At times that no calendar holds: 1',
    ]);
  });

  it('nothing is folded across a given instant', () => {
    const burst = ['03', '02', '01'].map((second, at) => ({ ...row(`2026-11-01T06:30:${second}.000000Z`, at), actor_id: 'zoe' }));
    const folded = (since: string | null) => daysFrom(burst, 'UTC', since)[0]?.folds.map(({ actions }) => actions.length);
    expect(folded(null)).toEqual([3]);
    expect(folded('2026-11-01T06:30:02.000000Z')).toEqual([1, 1, 1]);
    expect(folded('2026-11-01T06:29:00.000000Z')).toEqual([3]);
    expect(folded('2026-11-01T06:31:00.000000Z')).toEqual([3]);
  });
});

function row(created_at: string, at: number): Action {
  return {
    ref: `app~${at}`,
    event_id: String(at),
    created_at,
    recorded_at: created_at,
    actor_id: null,
    actor_type: null,
    actor_label: null,
    on_behalf_of: null,
    action: 'a',
    subject_type: null,
    subject_id: null,
    subject_label: null,
    org_id: null,
    request_id: null,
    trace_id: null,
    feature: null,
    surface: null,
    outcome: 'success',
    source: 'app',
    import_id: null,
    flags: [],
  };
}
