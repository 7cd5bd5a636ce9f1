import { describe, expect, it } from 'vitest';
import { timeNoun, timeRangeWords, timeWords } from './time-words';

describe('timeWords', () => {
  it.each([
    ['2026', 'in 2026'],
    ['2026-10', 'in October 2026'],
    ['2026-10-03', 'on 3 October 2026'],
    ['2026-10-03T14', 'at 14:00–14:59 on 3 October 2026'],
    ['2026-10-03 14:02', 'at 14:02 on 3 October 2026'],
    ['2026-10-03T14:02:11', 'at 14:02:11 on 3 October 2026'],
    ['2026-10-03T14:02:11.020Z', 'at 14:02:11.020 on 3 October 2026 (UTC)'],
    ['2026-11-22T00:00+05:45', 'at 00:00 on 22 November 2026 (UTC+05:45)'],
    ['2026-11-22T00:00-03:30', 'at 00:00 on 22 November 2026 (UTC-03:30)'],
    ['2026-10-03 Asia/Tokyo', 'on 3 October 2026 (Tokyo time)'],
    ['soon', 'at soon'],
  ])('%s is %s', (text, words) => expect(timeWords(text)).toBe(words));

  it('leaves the preposition out where it is asked to', () => {
    expect(timeNoun('2026-10')).toBe('October 2026');
    expect(timeNoun('soon')).toBe('soon');
  });
});

describe('timeRangeWords', () => {
  it.each([
    ['2026-10-01', '2026-10-31', 'in October 2026'],
    ['2024-02-01', '2024-02-29', 'in February 2024'],
    ['2024-02-01', '2024-02-28', 'from 1 to 28 February 2024'],
    ['2026-01-01', '2026-12-31', 'in 2026'],
    ['2026-10-03', '2026-10-03', 'on 3 October 2026'],
    ['2026-10-03', '2026-10-09', 'from 3 to 9 October 2026'],
    ['2026-09-28', '2026-10-09', 'from 28 September to 9 October 2026'],
    ['2026-10-01', '2026-11-30', 'from 1 October to 30 November 2026'],
    ['2025-12-30', '2026-01-02', 'from 30 December 2025 to 2 January 2026'],
    ['2025-01-01', '2026-12-31', 'from 1 January 2025 to 31 December 2026'],
    ['2026-10', '2026-12', 'from October 2026 to December 2026'],
    ['2026-10-03T14:02', '2026-10-03T15', 'from 14:02 on 3 October 2026 to 15:00–15:59 on 3 October 2026'],
    ['soon', '2026', 'from soon to 2026'],
  ])('%s..%s is %s', (from, to, words) => expect(timeRangeWords(from, to)).toBe(words));
});
