import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTime, spanOf } from './written-time';
import { zones } from './zone';

const span = (text: string, zone = 'UTC') => {
  const time = readTime(text);
  return time && Object.values(spanOf(time, zone)).map((instant) => instant.replace(/\.?0+Z$/, 'Z'));
};

describe('a written time', () => {
  it.each([
    ['2026', 'UTC', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['2026-12', 'UTC', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['2026-10-03', 'America/New_York', '2026-10-03T04:00:00Z', '2026-10-04T04:00:00Z'],
    ['2026-10-03', 'Asia/Tokyo', '2026-10-02T15:00:00Z', '2026-10-03T15:00:00Z'],
    ['2026-10-03T14', 'UTC', '2026-10-03T14:00:00Z', '2026-10-03T15:00:00Z'],
    ['2026-10-03 14:02', 'UTC', '2026-10-03T14:02:00Z', '2026-10-03T14:03:00Z'],
    ['2026-10-03T14:02:11', 'UTC', '2026-10-03T14:02:11Z', '2026-10-03T14:02:12Z'],
    ['2026-10-03T14:02:11.204', 'UTC', '2026-10-03T14:02:11.204Z', '2026-10-03T14:02:11.205Z'],
    ['2026-10-03T14:02:11,999999', 'UTC', '2026-10-03T14:02:11.999999Z', '2026-10-03T14:02:12Z'],
    ['2026-10-03T14:02Z', 'Asia/Tokyo', '2026-10-03T14:02:00Z', '2026-10-03T14:03:00Z'],
    ['2026-11-22T00:00:00+05:45', 'Asia/Tokyo', '2026-11-21T18:15:00Z', '2026-11-21T18:15:01Z'],
    ['2026-11-22T00-03', 'UTC', '2026-11-22T03:00:00Z', '2026-11-22T04:00:00Z'],
    // The day on which the clocks change has 23 or 25 hours; a time that occurs twice is the first one; a skipped time is later.
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['2026-11-01T01:30:00 America/New_York', 'UTC', '2026-11-01T05:30:00Z', '2026-11-01T05:30:01Z'],
    ['2026-03-08T02:30:00[America/New_York]', 'UTC', '2026-03-08T07:30:00Z', '2026-03-08T07:30:01Z'],
    ['2026-11-01T01:30:00-05:00[America/New_York]', 'UTC', '2026-11-01T06:30:00Z', '2026-11-01T06:30:01Z'],
    ['2026-10-03 asia/tokyo', 'UTC', '2026-10-02T15:00:00Z', '2026-10-03T15:00:00Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z'],
    ['9998', 'UTC', '9998-01-01T00:00:00Z', '9999-01-01T00:00:00Z'],
  ])('%s in %s', (text, zone, from, to) => expect(span(text, zone)).toEqual([from, to]));

  it.each([
    '',
    'today',
    '26-10-03',
    '0044',
    '9999',
    '2026-13',
    '2026-02-30',
    '2026-10-03T25',
    '2026-10-03T14:60',
    '2026-10-03T14:02:60',
    '2026-10-03T14:02:11.2041130',
    '2026-10-03T14:02+99:00',
    '2026-10-03 Nowhere/City',
    '2026-10-03T14:02[+01:00]',
    '2026-10-03Z',
    '03.10.2026',
    '10/03/2026',
    'infinity',
    'to<from',
  ])('%j is none', (text) => expect(span(text)).toBeNull());

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.{0,9}$/)), (text) => void span(text)));
  });

  it('leaves no hole between one day and the next', () => {
    const days = fc.date({ min: new Date('1971-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom(...zones()), (date, zone) => {
        const [day, next] = [date, new Date(date.getTime() + 86_400_000)].map((at) => at.toISOString().slice(0, 10));
        expect(span(day ?? '', zone)?.[1]).toBe(span(next ?? '', zone)?.[0]);
      }),
      { numRuns: 300 },
    );
  });
});
