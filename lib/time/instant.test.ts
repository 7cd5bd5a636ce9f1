import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSeconds, compareInstants, instantAt, instantFrom, microsBetween, partsOf, printedInstant } from './instant';

const anyInstant = fc
  .tuple(fc.integer({ min: -30_000_000_000, max: 253_402_300_799 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([seconds, micros]) => instantAt(seconds, micros));

describe('instantFrom', () => {
  it.each([
    ['2026-11-22T09:00:00.123456Z', '2026-11-22T09:00:00.123456Z'],
    ['2026-11-22 09:00:00.123457+00', '2026-11-22T09:00:00.123457Z'],
    ['2026-11-22T00:00:00+05:45', '2026-11-21T18:15:00.000000Z'],
    ['2026-11-22t00:00:00.5-0330', '2026-11-22T03:30:00.500000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000000Z'],
  ])('reads %s', (text, instant) => expect(instantFrom(text)).toBe(instant));

  it.each([
    'infinity',
    '0044-03-15 00:00:00+00 BC',
    '294276-12-31 23:59:59+00',
    '0999-01-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+16:00',
    '2026-01-01T00:00:00+05:61',
    '2026-01-01T00:00:00.1234567Z',
    '9999-12-31T23:59:59-01:00',
    '',
  ])('leaves %j alone', (text) => expect(instantFrom(text)).toBeNull());

  it('is the identity on instants', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        expect(instantFrom(instant)).toBe(instant);
      }),
    );
  });
});

describe('instantAt', () => {
  it('carries microseconds, and is undone by partsOf', () => {
    expect(instantAt(0, 1_000_001)).toBe('1970-01-01T00:00:01.000001Z');
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const { seconds, micros } = partsOf(instant);
        expect(instantAt(seconds, micros)).toBe(instant);
      }),
    );
  });
});

it.each([
  ['2026-11-22 09:00:00.123457+00', '2026-11-22T09:00:00.123457Z'],
  ['2026-11-22 09:00:00.5+00', '2026-11-22T09:00:00.500000Z'],
  ['2026-11-22 09:00:00+00', '2026-11-22T09:00:00.000000Z'],
  ['2026-11-22 09:00:00+05:45', '2026-11-22T03:15:00.000000Z'],
  ['0044-03-15 00:00:00+00', '0044-03-15T00:00:00.000000Z'],
  ['0044-03-15 00:00:00+00 BC', '0044-03-15 00:00:00+00 BC'],
  ['10000-01-01 00:00:00+00', '10000-01-01 00:00:00+00'],
  ['infinity', 'infinity'],
  ['-infinity', '-infinity'],
])('tells %s as %s', (printed, instant) => expect(printedInstant(printed)).toBe(instant));

describe('compareInstants', () => {
  it('sees one microsecond, whatever the zone they are written in', () => {
    expect(compareInstants('2026-11-22T09:00:00.123456Z', '2026-11-22T09:00:00.123457Z')).toBeLessThan(0);
    expect(compareInstants('2026-11-22T10:00:00.123456+01:00', '2026-11-22T09:00:00.123456Z')).toBe(0);
    expect(compareInstants('2026-11-22T09:00:00.2Z', '2026-11-22T09:00:00.123457Z')).toBeGreaterThan(0);
  });

  it('puts what no calendar holds outside', () => {
    const sorted = [
      '-infinity',
      '4713-01-01 00:00:00+00 BC',
      '0044-03-15 00:00:00+00 BC',
      '0044-03-15 00:00:00.5+00 BC',
      '0044-03-15 00:00:00.51+00 BC',
      '0044-03-15T00:00:00.000000Z',
      '0999-12-31T23:59:59.999999Z',
      '2026-11-22T09:00:00Z',
      '9999-12-31T23:59:59.999999Z',
      '10000-01-01 00:00:00+00',
      '294276-12-31 23:59:59+00',
      'infinity',
      'no time at all',
    ];
    expect([...sorted].reverse().sort(compareInstants)).toEqual(sorted);
  });

  it('agrees with the distance', () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, (a, b) => {
        expect(compareInstants(a, b) < 0).toBe(microsBetween(a, b) > 0);
      }),
    );
    expect(microsBetween('2026-11-22T09:00:00.999999Z', '2026-11-22T09:00:01.000001Z')).toBe(2);
  });
});

it('adds and takes seconds across days, and never beyond four digits of year', () => {
  expect(addSeconds('2026-12-31T23:59:59.204113Z', 1)).toBe('2027-01-01T00:00:00.204113Z');
  expect(addSeconds('2026-03-01T00:00:00.000000Z', -1)).toBe('2026-02-28T23:59:59.000000Z');
  expect(addSeconds('9999-12-31T23:59:59.000000Z', 1)).toBeNull();
});
