import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetSeconds, utcSeconds, wallSeconds, zoneFrom, zones, zoneWords } from './zone';

const wall = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
  return { year, month, day, hour, minute, second };
};
const at = (text: string, zone: string) => new Date(wallSeconds(wall(text), zone) * 1000).toISOString().replace('.000Z', 'Z');

describe('zoneFrom', () => {
  it.each([
    ['America/New_York', 'America/New_York'],
    ['america/new_york', 'America/New_York'],
    ['utc', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['US/Eastern', 'US/Eastern'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ])('knows %s', (text, zone) => expect(zoneFrom(text)).toBe(zone));

  it.each(['', 'Nowhere/City', '+05:45', 'IST', 'CET', 'UTC+3', "x'; select 1", '../../etc/passwd', 'America/New_York\u0000'])(
    'refuses %j',
    (text) => expect(zoneFrom(text)).toBeNull(),
  );

  it('never throws, and its answer is a zone to Intl and to itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...zones())), (text) => {
        const zone = zoneFrom(text);
        if (zone !== null) expect(zoneFrom(zone)).toBe(zone);
      }),
    );
  });
});

describe('zones', () => {
  it('offers zones that can be used, UTC first, cities under the names they have today', () => {
    expect(zones()[0]).toBe('UTC');
    expect(zones().filter((zone) => zoneFrom(zone) !== zone)).toEqual([]);
    expect(new Set(zones()).size).toBe(zones().length);
    expect(zones()).toContain('Europe/Kyiv');
    expect(zones()).not.toContain('Europe/Kiev');
  });
});

describe('zoneWords', () => {
  it.each([
    ['America/New_York', 'New York time'],
    ['America/Argentina/Buenos_Aires', 'Buenos Aires time'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/GMT+5', 'UTC-5'],
    ['Etc/GMT-14', 'UTC+14'],
  ])('calls %s %s', (zone, words) => expect(zoneWords(zone)).toBe(words));
});

describe('offsetSeconds', () => {
  it('is that of the very second, whatever was asked before', () => {
    const anySecond = fc.integer({ min: -3_000_000_000, max: 4_000_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones()), fc.array(anySecond, { minLength: 1, maxLength: 4 }), (zone, seconds) => {
        for (const second of seconds.flatMap((one) => [one, one + 1])) {
          const shown = new Date(second * 1000).toLocaleString('sv-SE', { timeZone: zone, calendar: 'gregory' });
          expect(new Date((second + offsetSeconds(second, zone)) * 1000).toISOString().slice(0, 19)).toBe(shown.replace(' ', 'T'));
        }
      }),
    );
  });

  it.each([
    ['America/St_Johns', '2011-03-13T03:30:59Z', -12_600],
    ['America/St_Johns', '2011-03-13T03:31:00Z', -9000],
    ['Africa/Monrovia', '1972-01-07T00:44:29Z', -2670],
    ['Africa/Monrovia', '1972-01-07T00:44:30Z', 0],
    ['Asia/Kathmandu', '1985-12-31T18:29:59Z', 19_800],
    ['Asia/Kathmandu', '1985-12-31T18:30:00Z', 20_700],
    ['Australia/Lord_Howe', '2026-04-04T14:59:59Z', 39_600],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 37_800],
  ])('in %s at %s', (zone, text, offset) => expect(offsetSeconds(Date.parse(text) / 1000, zone)).toBe(offset));
});

describe('wallSeconds', () => {
  it.each([
    ['2026-10-03 14:02:11', 'America/New_York', '2026-10-03T18:02:11Z'],
    ['2026-11-22 00:00:00', 'Asia/Kathmandu', '2026-11-21T18:15:00Z'],
    ['2026-11-22 00:00:00', 'Australia/Lord_Howe', '2026-11-21T13:00:00Z'],
    // A time that occurs twice is the first one, a skipped time as much later as was skipped.
    ['2026-11-01 01:30:00', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['2026-03-08 02:30:00', 'America/New_York', '2026-03-08T07:30:00Z'],
    ['2026-10-04 02:15:00', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z'],
    // Midnight does not exist on that day in Havana: the day begins at one o'clock.
    ['2026-03-08 00:00:00', 'America/Havana', '2026-03-08T05:00:00Z'],
    // Apia had no 30 December 2011.
    ['2011-12-30 00:00:00', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['2011-12-31 00:00:00', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['2011-12-29 00:00:00', 'Pacific/Apia', '2011-12-29T10:00:00Z'],
    ['1900-01-01 00:00:00', 'America/New_York', '1900-01-01T05:00:00Z'],
    ['1800-01-01 00:00:00', 'America/New_York', '1800-01-01T04:56:02Z'],
  ])('%s in %s is %s', (text, zone, instant) => expect(at(text, zone)).toBe(instant));

  it('undoes what the wall shows, but for times that occur twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), fc.constantFrom(...zones()), (seconds, zone) => {
        const shown = new Date((seconds + offsetSeconds(seconds, zone)) * 1000).toISOString();
        const again = wallSeconds(wall(shown.slice(0, 19)), zone);
        expect(again).toBeLessThanOrEqual(seconds);
        expect(again + offsetSeconds(again, zone)).toBe(utcSeconds(wall(shown.slice(0, 19))));
      }),
      { numRuns: 300 },
    );
  });
});
