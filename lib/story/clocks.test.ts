import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addMicros } from '@/lib/time';
import { clockOffsets, type Said, suspectClocks, uncertainOrder, withClocksRight } from './clocks';
import { inOrder } from './in-order';
import type { Moment } from './moment';

const start = '2026-11-24T10:00:00.000000Z';
const at = (ms: number) => addMicros(start, Math.round(ms * 1_000)) ?? start;
const said = (service: string, ms: number, rest: Partial<Said> = {}): Said => ({
  service,
  time: at(ms),
  method: null,
  route: null,
  status: null,
  durationMs: null,
  ...rest,
});

/** What a service that is asked first and one that it calls log, the clock of the latter so much behind. */
function request({ begins, calls, works, answers }: Work, behindMs: number): readonly Said[] {
  return [
    said('web', begins, { method: 'GET', route: '/x' }),
    said('api', begins + calls - behindMs),
    said('api', begins + calls + works - behindMs),
    said('web', begins + calls + works + answers, { method: 'GET', route: '/x', status: 200 }),
  ].toSorted((a, b) => (a.time < b.time ? -1 : 1));
}

interface Work {
  readonly begins: number;
  readonly calls: number;
  readonly works: number;
  readonly answers: number;
}

const work = (calls: number, answers: number, begins = 0): Work => ({ begins, calls, works: 5, answers });
const anyWork = fc.record({
  begins: fc.integer({ min: 0, max: 1_000_000 }),
  calls: fc.integer({ min: 0, max: 50 }),
  works: fc.integer({ min: 0, max: 500 }),
  answers: fc.integer({ min: 0, max: 50 }),
});

describe('a clock that is behind', () => {
  it('is known by the requests that two services share, as well as the closest of them tells', () => {
    const requests = [work(10, 10), work(2, 30, 1_000), work(30, 4, 2_000)].map((one) => request(one, 5_000));
    expect(clockOffsets(requests)).toEqual([{ service: 'api', behind: 'web', offsetMs: 5_001, uncertaintyMs: 3, requests: 3 }]);
    expect(suspectClocks(requests[0] ?? [])).toEqual(['web', 'api']);
  });

  it('is never told otherwise than it can be, and never where no clock is wrong', () => {
    fc.assert(
      fc.property(fc.array(anyWork, { minLength: 3, maxLength: 20 }), fc.integer({ min: 0, max: 60_000 }), (works, behindMs) => {
        const [offset] = clockOffsets(works.map((one) => request(one, behindMs)));
        if (behindMs === 0) expect(offset).toBeUndefined();
        if (offset) expect(Math.abs(offset.offsetMs - behindMs)).toBeLessThanOrEqual(offset.uncertaintyMs);
        // Far enough behind, each request shows it.
        if (behindMs > 60) expect(offset).toBeDefined();
      }),
    );
  });

  it.each([
    ['of two requests, which could be chance', [work(1, 1), work(1, 1, 1_000)].map((one) => request(one, 5_000))],
    ['where requests contradict each other', [5_000, 5_000, 200].map((behindMs) => request(work(1, 1), behindMs))],
    ['of a clock that is ahead, which may be work after the answer', [1, 2, 3].map((calls) => request(work(calls, 1), -5_000))],
    [
      'where nobody says when the first was asked',
      [1, 2, 3].map((calls) => request(work(calls, 1), 5_000).filter(({ method }) => !method)),
    ],
    [
      'of whoever was asked and never says what it answered: it may stand before all others',
      [1, 2, 3].map((calls) =>
        request(work(calls, 1), 5_000).map((one) => (one.service === 'api' ? { ...one, method: 'GET', route: '/y' } : one)),
      ),
    ],
  ])('is not guessed %s', (_, requests) => {
    expect(clockOffsets(requests)).toEqual([]);
  });

  it('is known too where a request is logged once, when it is answered, with how long it took', () => {
    const requests = [1, 2, 3].map((calls) => [
      said('api', calls - 5_000),
      said('web', 20, { method: 'GET', route: '/x', status: 200, durationMs: 20 }),
    ]);
    expect(clockOffsets(requests)).toMatchObject([{ service: 'api', behind: 'web', requests: 3 }]);
  });
});

const offset = { service: 'api', behind: 'web', offsetMs: 5_000, uncertaintyMs: 3, requests: 3 };
let numbered = 0;
function moment(service: string, ms: number): Moment {
  numbered += 1;
  const none = { level: null, requestId: null, userId: null, orgId: null, action: null, error: null, use: null } as const;
  return { ...said(service, ms), ...none, ref: `line:${numbered}`, toldTime: null, source: 'logs', place: numbered, text: 'said' };
}

test('times are put right with what was told beside, and what is closer than anybody knows is marked', () => {
  const told = [moment('web', 0), moment('api', -4_999), moment('api', -4_990), moment('web', 12)];
  const ordered = inOrder(withClocksRight(told, [offset]));
  expect(ordered.map(({ service, time, toldTime }) => [service, time, toldTime])).toEqual([
    ['web', at(0), null],
    ['api', at(1), at(-4_999)],
    ['api', at(10), at(-4_990)],
    ['web', at(12), null],
  ]);
  expect([...uncertainOrder(ordered, [offset])]).toEqual([told[1]?.ref, told[3]?.ref]);
  expect(uncertainOrder(ordered, []).size).toBe(0);
});

test('what one service wrote keeps its order, and nothing is lost', () => {
  const moments = fc.array(
    fc
      .record({ service: fc.constantFrom('web', 'api'), ms: fc.integer({ min: 0, max: 9_000 }) })
      .map(({ service, ms }) => moment(service, ms)),
  );
  fc.assert(
    fc.property(moments, (all) => {
      const [before, after] = [inOrder(all), inOrder(withClocksRight(all, [offset]))];
      for (const service of ['web', 'api']) {
        const refsOf = (list: readonly Moment[]) => list.flatMap((one) => (one.service === service ? [one.ref] : []));
        expect(refsOf(after)).toEqual(refsOf(before));
      }
      expect(after).toHaveLength(all.length);
    }),
  );
});
