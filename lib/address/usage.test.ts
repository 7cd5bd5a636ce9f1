import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeUsage } from './describe-usage';
import { usageGrammar, usageKeys } from './grammar';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';
import {
  featureApiHref,
  featureHref,
  ledgerSorts,
  parseFeatureAddress,
  parseSurfacesAddress,
  parseUsageAddress,
  usageApiHref,
  usageDays,
  usageHref,
} from './usage-address';
import { mostWeight, parseWeights, printWeights, usualWeights, weightedParts } from './weights';

const paramsOf = (href: string) => new URL(href, 'https://tracebook.test').searchParams;
const parse = (text: string) => parseFilter(text, usageGrammar);

describe('the grammar of use', () => {
  it('parses what it prints, and says it in words, whatever is written', () => {
    const words = fc.constantFrom(...usageKeys.map((key) => `${key}:`), 'prop.', '>=', '..', '*', ',', '"', '-', ' ', '2026');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const filter = parse(text);
        expect(parse(printFilter(filter))).toEqual(filter);
        expect(describeUsage(filter, { zone: 'UTC' })).not.toBe('');
      }),
    );
  });

  it.each([
    ['', 'all use'],
    ['feature:checkout surface:cart org:o_1', 'use of feature checkout on surface cart in organisation o_1'],
    ['user:u_1 -event:ping', 'use not by event ping by user u_1'],
    ['trust:client prop.plan:team', 'use reported by the browser with prop.plan team'],
    ['-has:feature created:2026-10-03', 'use without any feature on 3 October 2026, UTC'],
  ])('%s in words', (text, words) => {
    expect(describeUsage(parse(text), { zone: 'UTC' })).toBe(words);
  });
});

describe('weights', () => {
  it('are printed as far as they are not usual, and read back', () => {
    const weights = fc.record(Object.fromEntries(weightedParts.map((part) => [part, fc.integer({ min: 0, max: mostWeight })])));
    fc.assert(
      fc.property(weights, (some) => {
        const all = { ...usualWeights, ...some };
        const printed = printWeights(all);
        expect(printed === null ? usualWeights : parseWeights(printed)).toEqual(all);
      }),
    );
    expect(printWeights({ ...usualWeights, people: 5, churn: 0 })).toBe('people:5;churn:0');
  });

  it.each(['', 'people', 'people:11', 'people:-1', 'nobody:1', 'people:1,people:2', 'constructor:1', 'people:1;;'])(
    '%j are none',
    (text) => {
      expect(parseWeights(text)).toBeNull();
    },
  );

  it('come each under its own name too, as a form sends them', () => {
    const { weights, problems } = parseUsageAddress(paramsOf('/usage?weights=people:5,orgs:4&w_people=7&w_churn=many'));
    expect(weights).toEqual({ ...usualWeights, people: 7, orgs: 4 });
    expect(problems.map(({ param }) => param)).toEqual(['w_churn']);
  });
});

describe('addresses of use', () => {
  const range = { zone: 'Asia/Muscat', data: null, from: '2026-10-01', to: '2026-10-31', asof: '2026-11-02' } as const;

  it.each(ledgerSorts)('the ledger by %s', (sort) => {
    const params = { ...range, filter: parse('surface:cart org:o_1'), sort, weights: { ...usualWeights, errors: 9 }, rows: null };
    expect(parseUsageAddress(paramsOf(usageHref({ ...params, rows: 'all' }))).rows).toBe('all');
    expect(parseUsageAddress(paramsOf(usageHref(params)))).toEqual({ ...params, format: 'json', problems: [] });
    expect(parseUsageAddress(paramsOf(usageApiHref({ ...params, format: 'csv' })))).toEqual({ ...params, format: 'csv', problems: [] });
  });

  it('a feature, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        const params = { ...range, name, filter: parse(''), first: 'opened', second: 'paid', within: 14 };
        expect(parseFeatureAddress(paramsOf(featureHref(params)))).toMatchObject({ ...params, problems: [] });
        expect(parseFeatureAddress(paramsOf(featureApiHref(params)))).toMatchObject({ name, first: null, within: 7 });
      }),
    );
  });

  it('surfaces', () => {
    expect(parseSurfacesAddress(paramsOf('/api/v1/usage/surfaces?feature=a/b&from=2026-10-01'))).toMatchObject({
      feature: 'a/b',
      from: '2026-10-01',
      problems: [],
    });
  });

  it('says what it could not read', () => {
    const { problems } = parseUsageAddress(paramsOf('/usage?from=yesterday&to=2026-10&sort=best&weights=all&format=xls'));
    expect(problems.map(({ param }) => param)).toEqual(['from', 'to', 'sort', 'weights', 'format']);
  });

  it('takes a moment for its day in the zone', () => {
    expect(parseUsageAddress(paramsOf('/usage?asof=2026-10-31T22:00:00Z&tz=Asia/Muscat')).asof).toBe('2026-11-01');
  });
});

describe('days', () => {
  const none = { from: null, to: null, asof: null };

  it.each([
    [none, '2026-10-27', '2026-11-25'],
    [{ ...none, asof: '2026-10-31' }, '2026-10-02', '2026-10-31'],
    [{ from: '2026-10-01', to: '2026-10-31', asof: '2026-10-15' }, '2026-10-01', '2026-10-15'],
    [{ ...none, to: '2026-10-31' }, '2026-10-02', '2026-10-31'],
    [{ from: '2020-01-01', to: '2026-10-31', asof: null }, '2025-09-27', '2026-10-31'],
    [{ from: '2026-12-24', to: '2026-10-31', asof: null }, '2026-12-24', '2026-12-24'],
  ])('%j', (range, from, to) => {
    expect(usageDays(range, '2026-11-25')).toEqual({ from, to });
  });
});
