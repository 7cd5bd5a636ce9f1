import { describe, expect, it } from 'vitest';
import { addDays, dayOf, formatTime, formatTimeInFull, localTime } from './format-time';
import { durationWords, relativeTime } from './relative-time';

const instant = '2026-10-03T18:02:11.204113Z';

describe('a time on screen', () => {
  it('is cut to milliseconds in tables and whole where it is copied', () => {
    expect(formatTime(instant, 'America/New_York')).toBe('2026-10-03 14:02:11.204');
    expect(formatTimeInFull(instant, 'America/New_York')).toBe(
      '2026-10-03 14:02:11.204113-04:00 (New York time), 2026-10-03T18:02:11.204113Z',
    );
    expect(localTime('1800-01-01T00:00:00Z', 'America/New_York')?.offset).toBe('-04:56:02');
    expect(localTime('2026-11-22 00:00:00+00', 'Asia/Kathmandu')).toEqual({ day: '2026-11-22', time: '05:45:00.000000', offset: '+05:45' });
  });

  it.each(['infinity', '0044-03-15 00:00:00+00 BC', '294276-12-31 23:59:59+00'])('stays %s where no calendar holds it', (text) => {
    expect(formatTime(text, 'UTC')).toBe(text);
    expect(formatTimeInFull(text, 'UTC')).toBe(text);
    expect(relativeTime(text, instant)).toBe(text);
    expect(dayOf(text, 'UTC')).toBeNull();
  });

  it('shows both hours of a fold apart', () => {
    const hours = ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'].map((text) => formatTimeInFull(text, 'America/New_York').slice(0, 32));
    expect(hours).toEqual(['2026-11-01 01:30:00.000000-04:00', '2026-11-01 01:30:00.000000-05:00']);
  });

  it('falls on a day', () => {
    expect(dayOf('2026-10-03T02:00:00Z', 'America/New_York')).toBe('2026-10-02');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });
});

describe('relativeTime', () => {
  it.each([
    ['2026-10-03T18:02:11.104113Z', 'just now'],
    ['2026-10-03T18:02:09Z', '2 seconds ago'],
    ['2026-10-03T17:59:00Z', '3 minutes ago'],
    ['2026-10-03T19:02:12Z', 'in 1 hour'],
    ['2026-10-01T18:02:11Z', '2 days ago'],
    ['2026-08-01T18:02:11Z', '2 months ago'],
    ['2024-08-01T18:02:11Z', '2 years ago'],
  ])('%s is %s', (text, words) => expect(relativeTime(text, instant)).toBe(words));

  it('takes a clock that counts milliseconds only', () => {
    expect(relativeTime('2026-10-02T18:02:11.104113Z', '2026-10-03T18:02:11.204Z')).toBe('1 day ago');
  });
});

describe('durationWords', () => {
  it.each([
    [0, '0 ms'],
    [12.9, '12 ms'],
    [1234, '1.2 s'],
    [59_999, '59.9 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [357_000_000, '4 d 3 h'],
    [-1500, '-1.5 s'],
  ])('%d ms is %s', (ms, words) => expect(durationWords(ms)).toBe(words));
});
