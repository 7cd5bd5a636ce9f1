import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CostPart, costParts, ledgerSorts, usualWeights, valueParts } from '@/lib/address';
import type { FeatureUse } from '@/lib/usage';
import type { CostReading, Evidence, FeatureMark } from './evidence';
import { findingOf } from './finding';
import { type Ledger, ledgerFrom } from './ledger';
import { costScore, mostOf, valueAmounts, valueScore } from './scores';
import { verdictOf } from './verdict';

const range = { from: '2026-10-01', to: '2026-10-30', zone: 'UTC', asOf: '2026-10-31T12:00:00.000000Z' };

function use(feature: string | null, rest: Partial<FeatureUse> = {}): FeatureUse {
  const { users = 100, events = users * 10 } = rest;
  return {
    feature,
    events,
    events_without_user: 0,
    users,
    returning_users: Math.round(users / 2),
    orgs: Math.ceil(users / 8),
    surfaces: 3,
    first_used: '2026-01-01T00:00:00.000000Z',
    last_used: '2026-10-30T09:00:00.000000Z',
    before: { events, users },
    trend: [],
    ...rest,
  };
}

function cost(part: CostPart, counts: Readonly<Record<string, number>>, rest: Partial<CostReading> = {}): CostReading {
  return {
    part,
    counts: new Map(Object.entries(counts)),
    isWhole: true,
    reading: { verdict: 'found', caveats: [], why: null },
    ...rest,
  };
}

function evidence(uses: readonly FeatureUse[], rest: Partial<Evidence> = {}): Evidence {
  const events = uses.reduce((sum, one) => sum + one.events, 0);
  const withFeature = uses.reduce((sum, one) => sum + (one.feature === null ? 0 : one.events), 0);
  const coverage = { events, with_feature: withFeature, with_user: events };
  return { ...range, uses, coverage, costs: [], marks: [], ...rest };
}

const usual = { weights: usualWeights, sort: 'earns' } as const;
const named = ({ rows }: Ledger) => Object.fromEntries(rows.map((row) => [row.feature, row]));

/** Twenty features of which value and cost are known, 0 to 1 each, with what people and machines would make of them: not exactly, but about. */
function syntheticProduct() {
  const chance = chanceFrom(7);
  const about = (amount: number) => Math.max(0, Math.round(amount * (0.75 + chance() / 2)));
  const truths = Array.from({ length: 20 }, (_, n) => ({ feature: `feature-${n}`, value: n / 19, cost: ((n * 7 + 3) % 20) / 19 }));
  const uses = truths.map(({ feature, value }) => {
    const users = 3 + about(2_000 ** value);
    return use(feature, { users, orgs: Math.max(1, about(users / 9)), returning_users: about(users * (0.15 + value / 2)) });
  });
  const most: Readonly<Record<CostPart, number>> = { errors: 3_000, hit: 400, lines: 5_000, slow: 900, actions: 120, churn: 8_000 };
  const costs = costParts.map((part) =>
    cost(part, Object.fromEntries(truths.map((truth) => [truth.feature, about(most[part] ** truth.cost) - 1]))),
  );
  return { truths, uses, costs };
}

/** Mulberry32: the same chances each time. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    return ((mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function spearman(one: readonly number[], other: readonly number[]): number {
  const ranks = (numbers: readonly number[]) => {
    const sorted = [...numbers].sort((a, b) => a - b);
    return numbers.map((number) => (sorted.indexOf(number) + sorted.lastIndexOf(number)) / 2);
  };
  const [a, b] = [ranks(one), ranks(other)];
  const mean = (one.length - 1) / 2;
  const sum = (each: (n: number) => number) => a.reduce((total, _, n) => total + each(n), 0);
  const away = (all: readonly number[], n: number) => (all[n] ?? 0) - mean;
  return sum((n) => away(a, n) * away(b, n)) / Math.sqrt(sum((n) => away(a, n) ** 2) * sum((n) => away(b, n) ** 2));
}

describe('a product of which value and cost are known', () => {
  const { truths, uses, costs } = syntheticProduct();
  const ledger = ledgerFrom(evidence(uses, { costs }), usual);
  const rows = named(ledger);
  const of = (measure: (feature: string) => number) => truths.map(({ feature }) => measure(feature));

  it('stands in the order of the truth', () => {
    const place = of((feature) => -ledger.rows.findIndex((row) => row.feature === feature));
    const known = truths.map(({ value, cost: spent }) => value - spent);
    expect(spearman(place, known)).toBeGreaterThanOrEqual(0.9);
    expect(
      spearman(
        of((feature) => rows[feature]?.value.score ?? 0),
        truths.map(({ value }) => value),
      ),
    ).toBeGreaterThanOrEqual(0.9);
    expect(
      spearman(
        of((feature) => rows[feature]?.cost.score ?? 0),
        truths.map((truth) => truth.cost),
      ),
    ).toBeGreaterThanOrEqual(0.9);
  });

  it('names the corners', () => {
    const corner = (value: boolean, dear: boolean) =>
      truths.find((truth) => (value ? truth.value > 0.8 : truth.value < 0.2) && (dear ? truth.cost > 0.7 : truth.cost < 0.3));
    for (const [place, truth] of [
      ['keep', corner(true, false)],
      ['fix', corner(true, true)],
      ['watch', corner(false, false)],
      ['retire', corner(false, true)],
    ] as const) {
      expect([truth?.feature, rows[truth?.feature ?? '']?.place]).toEqual([truth?.feature, place]);
    }
  });

  it('counts what bots did, exactly, and is not worth more for it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 1_000_000 }), (n, injected) => {
        const visited = uses.map((one, at) =>
          at === n ? { ...one, events: one.events + injected, events_without_user: one.events_without_user + injected } : one,
        );
        const after = ledgerFrom(evidence(visited, { costs }), usual);
        for (const row of after.rows) {
          const before = rows[row.feature];
          const more = row.feature === `feature-${n}` ? injected : 0;
          expect(row.use?.events).toBe((before?.use?.events ?? 0) + more);
          expect([row.use?.users, row.verdict, row.value.score]).toEqual([before?.use?.users, before?.verdict, before?.value.score]);
        }
        expect(after.rows.map(({ feature }) => feature)).toEqual(ledger.rows.map(({ feature }) => feature));
      }),
      { numRuns: 50 },
    );
  });

  it('knows nothing of a feature that no event names, and does not call that nothing', () => {
    const seen = ledgerFrom(
      evidence([...uses, use(null, { users: 40_000 })], { costs: [...costs.slice(1), cost('errors', { exports: 12 })] }),
      usual,
    );
    const row = named(seen).exports;
    expect(row).toMatchObject({ use: null, verdict: 'unknown', place: null, value: { score: null }, confidence: { level: 'low' } });
    expect(row?.value.parts.map(({ amount }) => amount)).toEqual([null, null, null, null]);
    expect(seen.rows.at(-1)?.feature).toBe('exports');
    expect(seen.untagged?.events).toBe(400_000);
    expect(row?.confidence.blind_spots.join(' ')).toContain('all events carry no feature');
  });
});

describe('verdicts', () => {
  const seen = { mark: null, isSeen: true };
  const mark = (kind: FeatureMark['kind']): FeatureMark => ({ feature: 'a', kind, reason: 'why', marked_by: 'Ada', marked_at: range.asOf });

  it.each([
    ['growing', use('a', { users: 150, before: { events: 900, users: 90 } })],
    ['steady', use('a', { users: 105, before: { events: 900, users: 90 } })],
    ['steady', use('a', { users: 4, before: { events: 10, users: 2 } })],
    ['fading', use('a', { users: 40, before: { events: 900, users: 90 } })],
    ['growing', use('a', { users: 0, events: 900, events_without_user: 900, before: { events: 400, users: 0 } })],
    ['silent', use('a', { users: 0, events: 0, before: { events: 0, users: 0 } })],
    ['unknown', use('a', { users: 0, events: 0, first_used: null, last_used: null, before: { events: 0, users: 0 } })],
    ['unknown', null],
  ] as const)('%s', (verdict, one) => expect(verdictOf(one, seen)).toBe(verdict));

  it('keeps apart what is retired, what is switched on and unused, and what nothing was counted of', () => {
    expect(verdictOf(null, { mark: mark('enabled'), isSeen: true })).toBe('unused');
    expect(verdictOf(use('a'), { mark: mark('enabled'), isSeen: true })).toBe('steady');
    expect(verdictOf(use('a'), { mark: mark('retired'), isSeen: true })).toBe('retired');
    expect(verdictOf(use('a', { events: 0, users: 0 }), { mark: null, isSeen: false })).toBe('unknown');
  });
});

describe('scores', () => {
  const counts = fc.record({
    users: fc.nat(5_000),
    orgs: fc.nat(500),
    returning_users: fc.nat(5_000),
    events: fc.nat(100_000),
  });

  it('never go down with more people, more organisations, more who came again, more events', () => {
    fc.assert(
      fc.property(counts, counts, fc.array(counts, { maxLength: 5 }), (one, more, others) => {
        const grown = { users: 0, orgs: 0, returning_users: 0, events: 0 };
        for (const key of Object.keys(grown) as (keyof typeof grown)[]) grown[key] = one[key] + more[key];
        const score = (counted: typeof one) => {
          const amounts = valueAmounts(use('a', counted));
          const all = [amounts, ...others.map((other) => valueAmounts(use('b', other)))];
          return valueScore(amounts, mostOf(valueParts, all), { ...usualWeights, events: 1 }).score ?? 0;
        };
        expect(score(grown)).toBeGreaterThanOrEqual(score(one) - 1e-9);
      }),
    );
  });

  it('never go down with more cost, stay between 0 and 100, and leave out what is unknown', () => {
    const amount = fc.option(fc.nat(10_000));
    const amounts = fc.record(Object.fromEntries(costParts.map((part) => [part, amount])) as Record<CostPart, typeof amount>);
    fc.assert(
      fc.property(amounts, fc.nat(1_000), fc.constantFrom(...costParts), amounts, (one, more, part, other) => {
        const score = (own: typeof one) => costScore(own, mostOf(costParts, [own, other]), usualWeights).score;
        const before = score(one);
        if (before === null) return expect(Object.values(one)).toEqual(costParts.map(() => null));
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThanOrEqual(100 + 1e-9);
        const known = one[part];
        if (known !== null) expect(score({ ...one, [part]: known + more })).toBeGreaterThanOrEqual(before - 1e-9);
      }),
    );
  });

  it('a part of weight 0 does not count, and nothing known is no score', () => {
    const rows = named(
      ledgerFrom(evidence([use('a', { users: 5 }), use('b', { users: 500 })]), {
        weights: { ...usualWeights, people: 0, orgs: 0, return: 0, events: 0 },
        sort: 'earns',
      }),
    );
    expect([rows.a?.value.score, rows.a?.cost.score, rows.a?.place]).toEqual([null, null, null]);
  });
});

describe('what a row may not see', () => {
  const spots = (uses: readonly FeatureUse[], rest: Partial<Evidence> = {}) =>
    named(ledgerFrom(evidence(uses, { costs: costParts.map((part) => cost(part, {})), ...rest }), usual)).a?.confidence;

  it('is nothing where all is known', () => expect(spots([use('a')])).toEqual({ level: 'high', blind_spots: [] }));

  it.each([
    ['carry no feature', 'fair', [use('a'), use(null, { events: 500 })], {}],
    ['carry no feature', 'low', [use('a'), use(null, { events: 5_000 })], {}],
    ['name nobody', 'fair', [use('a', { events_without_user: 300 })], {}],
    ['a program may be behind it', 'fair', [use('a', { events: 90_000 }), use('b'), use('c')], {}],
    ['Few people', 'fair', [use('a', { users: 3, before: { events: 3, users: 3 } })], {}],
    ['short history', 'fair', [use('a', { first_used: '2026-10-20T00:00:00.000000Z' })], {}],
    ['counted until 20 October 2026', 'fair', [use('a')], { asOf: '2026-10-20T12:00:00.000000Z' }],
    ['None of these days', 'low', [use('a')], { asOf: '2026-09-20T12:00:00.000000Z' }],
    ['Nothing is known of what it costs', 'low', [use('a')], { costs: [] }],
    [
      'Unknown, not zero: people hit',
      'fair',
      [use('a')],
      { costs: costParts.filter((part) => part !== 'hit').map((part) => cost(part, {})) },
    ],
  ] as const)('says that %s (%s)', (words, level, uses, rest) => {
    const confidence = spots(uses, rest);
    expect(confidence?.blind_spots.join(' ')).toContain(words);
    expect(confidence?.level).toBe(level);
  });

  it('a source that gave no answer is unknown, whatever it counted', () => {
    const silent = cost('errors', { a: 3 }, { reading: { verdict: 'unavailable', caveats: [], why: 'no answer' } });
    const partial = cost('churn', { b: 3 }, { isWhole: false });
    const row = named(ledgerFrom(evidence([use('a')], { costs: [silent, partial, cost('lines', {})] }), usual)).a;
    const amounts = Object.fromEntries((row?.cost.parts ?? []).map(({ part, amount }) => [part, amount]));
    expect(amounts).toEqual({ errors: null, hit: null, lines: 0, slow: null, actions: null, churn: null });
  });
});

describe('the order', () => {
  it.each(ledgerSorts)('by %s is the same each time, and what is apart stands below', (sort) => {
    const uses = [use('b', { users: 3 }), use('a', { users: 900 }), use('c', { users: 0, events: 0 })];
    const marks = [{ feature: 'd', kind: 'retired', reason: 'old', marked_by: 'Ada', marked_at: range.asOf } as const];
    const order = (some: readonly FeatureUse[]) =>
      ledgerFrom(evidence(some, { marks }), { ...usual, sort }).rows.map(({ feature }) => feature);
    expect(order(uses)).toEqual(order(uses.toReversed()));
    expect(order(uses).at(-1)).toBe('d');
  });
});

describe('the finding', () => {
  it('names what costs more than it brings, and what grows', () => {
    const { uses, costs } = syntheticProduct();
    expect(findingOf(ledgerFrom(evidence(uses, { costs }), usual))).toMatch(
      /^20 features: \d+ earn their keep.*Little value at a high cost: feature-/,
    );
    expect(findingOf(ledgerFrom(evidence([]), usual))).toBe('No feature is known yet.');
  });

  it('does not judge by costs that nobody knows', () => {
    expect(findingOf(ledgerFrom(evidence([use('a')]), usual))).toBe(
      '1 feature. What features cost is unknown, so that none can be judged.',
    );
  });
});
