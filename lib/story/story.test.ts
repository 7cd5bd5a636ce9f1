import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { accountOf } from './account';
import { foldMoments } from './fold';
import { inOrder } from './in-order';
import { lanesOf } from './lanes';
import { isError, type Moment } from './moment';
import { splitStories } from './split-stories';

const now = '2026-11-24T12:00:00.000000Z';
let numbered = 0;
function moment(given: Partial<Moment> = {}): Moment {
  numbered += 1;
  return {
    ref: `line:${numbered}`,
    time: '2026-11-24T10:00:00.000000Z',
    toldTime: null,
    source: 'logs',
    place: numbered,
    service: 'web',
    level: 'info',
    text: 'said',
    requestId: 'r',
    userId: null,
    orgId: null,
    method: null,
    route: null,
    status: null,
    durationMs: null,
    action: null,
    error: null,
    use: null,
    ...given,
  };
}
const at = (seconds: number) =>
  `2026-11-24T10:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.000000Z`;
const act = (given: Partial<Moment> = {}, action: Partial<NonNullable<Moment['action']>> = {}) =>
  moment({
    source: 'audit',
    service: 'billing',
    level: null,
    action: {
      action: 'plan.change',
      deed: 'changed the plan of customer c_9',
      actor: 'u_1',
      onBehalfOf: null,
      outcome: 'success',
      ...action,
    },
    ...given,
  });
const textsOf = (moments: readonly Moment[]) => accountOf(inOrder(moments), { now }).lines.map(({ text }) => text);

const moments = fc.array(
  fc
    .record({
      seconds: fc.integer({ min: 0, max: 3_500 }),
      source: fc.constantFrom('logs' as const, 'audit' as const),
      service: fc.constantFrom('web', 'api', null),
      level: fc.constantFrom('info' as const, 'error' as const, null),
      text: fc.constantFrom('step 1', 'step 22', 'other'),
      orgId: fc.constantFrom('o_1', 'o_2', null),
      userId: fc.constantFrom('u_1', 'u_2', null),
      method: fc.constantFrom('GET', null),
      status: fc.constantFrom(200, 503, null),
    })
    .map(({ seconds, ...rest }) =>
      rest.source === 'audit' ? act({ ...rest, time: at(seconds) }) : moment({ ...rest, route: rest.method && '/x', time: at(seconds) }),
    ),
  { maxLength: 40 },
);

describe('the order', () => {
  it('is that of time; a row follows the line of the same microsecond; sources keep their own', () => {
    const [row, one, two, early] = [act(), moment({ place: 2 }), moment({ place: 1 }), moment({ time: at(0).replace('10:', '09:') })];
    expect(inOrder([row, one, two, early])).toEqual([early, two, one, row]);
  });

  it('does not depend on what came first', () => {
    fc.assert(
      fc.property(moments, (all) => {
        expect(inOrder(all.toReversed())).toEqual(inOrder(all));
      }),
    );
  });
});

describe('what cannot be one request', () => {
  it('is split by time and by organisation, and says so', () => {
    const all = [
      moment({ time: at(0), orgId: 'o_1' }),
      moment({ time: at(1) }),
      moment({ time: at(10), orgId: 'o_2' }),
      moment({ time: '2026-11-26T10:00:00.000000Z', orgId: 'o_1' }),
    ];
    const stories = splitStories(all);
    expect(stories.map(({ moments: told, apart }) => [told.length, apart])).toEqual([
      [2, 'organisation o_1'],
      [1, 'organisation o_2'],
      [1, '1 d 23 h later'],
    ]);
    expect(splitStories(all.slice(0, 2))).toEqual([{ moments: all.slice(0, 2), apart: null }]);
    expect(splitStories([])).toEqual([]);
  });

  it('is split by user where one service names two, and not where one of them acts as the other', () => {
    const all = [
      moment({ time: at(0), userId: 'u_1' }),
      moment({ time: at(1), service: 'api', userId: 'account' }),
      moment({ time: at(2), text: 'nobody is named' }),
      moment({ time: at(10), userId: 'u_2' }),
      act({ time: at(11), userId: 'u_2' }),
    ];
    expect(splitStories(all).map(({ moments: told, apart }) => [told.length, apart])).toEqual([
      [3, 'user u_1'],
      [2, 'user u_2'],
    ]);
    const impersonated = act({ time: at(12), userId: 'u_1' }, { onBehalfOf: 'u_2' });
    expect(splitStories([...all, impersonated])).toEqual([{ moments: [...all, impersonated], apart: null }]);
  });

  it('loses nothing and tells nothing twice', () => {
    fc.assert(
      fc.property(moments, (all) => {
        const told = splitStories(inOrder(all)).flatMap((story) => story.moments.map(({ ref }) => ref));
        expect(told.toSorted()).toEqual(all.map(({ ref }) => ref).toSorted());
        for (const { moments: own } of splitStories(inOrder(all))) {
          expect(new Set(own.flatMap(({ orgId }) => orgId ?? [])).size).toBeLessThan(2);
        }
      }),
    );
  });
});

describe('repetition', () => {
  it('is folded from four on, but never an error or an action', () => {
    const polls = Array.from({ length: 5 }, (_, n) => moment({ text: `poll ${n} of 3fa94c2e11` }));
    const failures = Array.from({ length: 5 }, () => moment({ level: 'error', text: 'failed' }));
    expect(foldMoments([...polls, ...failures, act(), act()]).map((entry) => entry.moments.length)).toEqual([5, 1, 1, 1, 1, 1, 1, 1]);
    expect(foldMoments(polls.slice(0, 3)).map((entry) => entry.moments.length)).toEqual([1, 1, 1]);
  });

  it('is folded in rounds of up to three, and never beyond what a row can hold', () => {
    const rounds = Array.from({ length: 15 }, (_, n) => moment({ text: `${['started', 'sent', 'done'][n % 3]} ${n}` }));
    expect(foldMoments([moment({ text: 'before' }), ...rounds]).map(({ moments: told, period }) => [told.length, period])).toEqual([
      [1, 1],
      [15, 3],
    ]);
    const many = Array.from({ length: 1_000 }, (_, n) => moment({ text: `poll ${n}` }));
    expect(foldMoments(many).map(({ moments: told }) => told.length)).toEqual([300, 300, 300, 100]);
  });

  it('unfolds to what it was', () => {
    fc.assert(
      fc.property(moments, (all) => {
        expect(foldMoments(all).flatMap((entry) => entry.moments)).toEqual(all);
      }),
    );
  });
});

test('lanes stand in the order of the hops', () => {
  const lanes = lanesOf([
    moment({ service: 'web' }),
    moment({ service: 'api', level: 'error' }),
    moment({ service: 'web' }),
    moment({ service: null }),
  ]);
  expect(lanes.map(({ service, count, errors }) => [service, count, errors])).toEqual([
    ['web', 2, 0],
    ['api', 1, 1],
  ]);
});

describe('the account', () => {
  it('says what was asked, by whom, through what, what was done, what broke, and that it is over', () => {
    const request = { method: 'POST', route: '/pay' };
    expect(
      textsOf([
        moment({ time: at(0), ...request, userId: 'u_1', orgId: 'o_1' }),
        act({ time: at(1), orgId: 'o_1' }, { onBehalfOf: 'u_2' }),
        act({ time: at(1) }, { outcome: 'failure', deed: 'sent the receipt' }),
        moment({ time: at(2), service: 'billing', level: 'error', text: 'mail refused' }),
        moment({ time: at(3), ...request, status: 200, durationMs: 3_000 }),
      ]),
    ).toEqual([
      'POST /pay, answered 200 after 3 s.',
      'By u_1 as u_2, in organisation o_1.',
      'Through 2 services: web → billing.',
      'Done: changed the plan of customer c_9.',
      'Failed: sent the receipt.',
      'Broke in billing: mail refused',
      'It is over: it was answered, and all of it took 3 s.',
    ]);
  });

  it('says that it may be going on, and that it was long silent', () => {
    expect(accountOf([moment({ time: '2026-11-24T11:59:50.000000Z' })], { now })).toMatchObject({ ending: 'going-on' });
    expect(textsOf([moment()])).toEqual(['It is over: nothing was said of it for 2 h, after 0 ms.']);
    const silent = moment({ time: '2026-11-24T09:00:00.000000Z' });
    expect(accountOf([silent], { now }).ending).toBe('over');
    expect(accountOf([silent], { now, isLacking: true })).toMatchObject({ ending: 'unknown' });
    expect(accountOf([], { now })).toEqual({ lines: [], ending: 'over' });
  });

  it('says nothing that no moment says', () => {
    fc.assert(
      fc.property(moments, (all) => {
        const ordered = inOrder(all);
        const known = new Set(all.map(({ ref }) => ref));
        const { lines } = accountOf(ordered, { now });
        expect(lines.every((line) => line.moments.every((ref) => known.has(ref)))).toBe(true);
        for (const line of lines) {
          const without = ordered.filter(({ ref }) => !line.moments.includes(ref));
          const still = accountOf(without, { now }).lines;
          // Whatever is said still, other moments say it.
          expect(still.every((other) => other.moments.every((ref) => !line.moments.includes(ref)))).toBe(true);
        }
        expect(lines.some(({ text }) => text.startsWith('Broke'))).toBe(ordered.some((one) => isError(one) && one.action === null));
      }),
    );
  });

  it('of ten thousand moments is told at once', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      moment({ text: `step ${n}`, service: `s${n % 17}`, orgId: n % 2 ? 'o_1' : null }),
    );
    const startedAt = performance.now();
    const ordered = inOrder(many);
    for (const story of splitStories(ordered)) accountOf(story.moments, { now });
    foldMoments(ordered);
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });
});

describe('error events', () => {
  const broken = (given: Partial<Moment> = {}, error: Partial<NonNullable<Moment['error']>> = {}) =>
    moment({
      source: 'issues',
      level: 'error',
      text: 'TypeError: x is undefined',
      error: {
        issueId: '7',
        shortId: 'WEB-7',
        hit: { value: 31, capped: false },
        firstSeen: at(0),
        news: null,
        trust: 'server',
        replayHref: null,
        ...error,
      },
      ...given,
    });
  const lines = (moments: readonly Moment[]) => accountOf(moments, { now }).lines.map(({ text }) => text);

  it('tell what broke better than the lines about it', () => {
    const line = moment({ level: 'error', text: 'unhandled' });
    const event = broken({ time: at(1) }, { news: 'new' });
    const { lines: told } = accountOf([line, event], { now });
    expect(told.map(({ text }) => text)).toContain('Broke in web: TypeError: x is undefined (WEB-7, new, 31 people hit)');
    expect(told.find(({ text }) => text.startsWith('Broke'))?.moments).toEqual([event.ref, line.ref]);
    expect(lines([broken({}, { news: 'regression', hit: null, shortId: null }), broken()])).toContain(
      'Broke in web, the first of 2 errors: TypeError: x is undefined (back after it was resolved)',
    );
  });

  it('are called reported by the browser where nobody else says so', () => {
    const hearsay = broken({ userId: 'u_1', orgId: 'o_1' }, { trust: 'client', hit: { value: 1, capped: false } });
    expect(lines([hearsay])).toEqual([
      'By u_1, in organisation o_1, reported by the browser.',
      'Broke in web, reported by the browser: TypeError: x is undefined (WEB-7, 1 person hit)',
      expect.stringMatching(/^It is over/),
    ]);
    const logged = moment({ level: 'error', userId: 'u_1', orgId: 'o_1' });
    expect(lines([logged, hearsay]).join()).not.toContain('reported by the browser');
    expect(lines([logged, hearsay])).toContain('Broke in web: TypeError: x is undefined (WEB-7, 1 person hit)');
  });

  it('stand behind the lines and before the actions of their microsecond', () => {
    const [action, event, line] = [act(), broken(), moment()];
    expect(inOrder([action, event, line])).toEqual([line, event, action]);
    expect(isError(event)).toBe(true);
  });
});
