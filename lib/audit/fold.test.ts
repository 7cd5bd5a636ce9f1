import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from './action';
import { foldActions } from './fold';

describe('folding', () => {
  it('joins the rows of one request', () => {
    expect(shape([row({ request_id: 'r1' }), row({ request_id: 'r1', action: 'b', actor_id: null }), row({ request_id: 'r2' })])).toEqual([
      'request 2',
      'one 1',
    ]);
  });

  it('joins a bulk change: three of the same deed within seconds of each other', () => {
    expect(shape([row({}, 9), row({}, 5), row({}, 1)])).toEqual(['burst 3']);
    expect(shape([row({}, 20), row({}, 5), row({}, 1)])).toEqual(['one 1', 'one 1', 'one 1']);
    expect(shape([row({}, 2), row({}, 1)])).toEqual(['one 1', 'one 1']);
  });

  it('joins a bulk change that took a request for each row', () => {
    expect(shape(['r1', 'r2', 'r3'].map((request_id) => row({ request_id })))).toEqual(['burst 3']);
  });

  it('never joins what nobody named did, nor sources', () => {
    expect(shape([row({ actor_id: null }), row({ actor_id: null }), row({ actor_id: null })])).toEqual(['one 1', 'one 1', 'one 1']);
    expect(shape([row({ request_id: 'r', source: 'a' }), row({ request_id: 'r', source: 'b' })])).toEqual(['one 1', 'one 1']);
  });

  it('keeps a request whole that stands beside a burst of its actor', () => {
    const rows = [row({ request_id: 'r1' }), row({ request_id: 'r1', action: 'b' }), row({ action: 'b', request_id: 'r2' })];
    expect(shape(rows)).toEqual(['request 2', 'one 1']);
  });

  it('keeps every row, in order', () => {
    const any = fc.record({
      request_id: fc.constantFrom(null, 'r1', 'r2'),
      actor_id: fc.constantFrom(null, 'u1'),
      action: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(any, fc.nat(20))), (given) => {
        const rows = given.map(([fields, seconds]) => row(fields, seconds));
        expect(foldActions(rows).flatMap(({ actions }) => actions)).toEqual(rows);
      }),
    );
  });
});

function shape(rows: readonly Action[]): readonly string[] {
  return foldActions(rows).map(({ kind, actions }) => `${kind} ${actions.length}`);
}

function row(fields: Partial<Action>, seconds = 0): Action {
  const time = `2026-10-03T14:02:${String(seconds).padStart(2, '0')}.000000Z`;
  return {
    ref: 'app~1',
    event_id: '1',
    created_at: time,
    recorded_at: time,
    actor_id: 'u1',
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
    ...fields,
  };
}
