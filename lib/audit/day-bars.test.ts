import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsFrom } from './day-bars';

describe('bars', () => {
  it('are none of nothing', () => expect(barsFrom([])).toEqual({ unit: 'day', bars: [] }));

  it('show the days on which nothing happened', () => {
    const { unit, bars } = barsFrom([
      { day: '2026-03-01', count: 2 },
      { day: '2026-02-27', count: 1 },
    ]);
    expect(unit).toBe('day');
    expect(bars.map(({ from, count }) => [from, count])).toEqual([
      ['2026-02-27', 1],
      ['2026-02-28', 0],
      ['2026-03-01', 2],
    ]);
  });

  it('become weeks from Monday, then months', () => {
    const weeks = barsFrom([
      { day: '2026-01-01', count: 1 },
      { day: '2026-10-03', count: 1 },
    ]);
    expect(weeks.unit).toBe('week');
    expect(weeks.bars[0]).toEqual({ from: '2025-12-29', to: '2026-01-04', count: 1 });
    const months = barsFrom([
      { day: '2020-01-31', count: 1 },
      { day: '2026-02-01', count: 1 },
    ]);
    expect(months.unit).toBe('month');
    expect(months.bars).toHaveLength(74);
    expect(months.bars[1]).toEqual({ from: '2020-02-01', to: '2020-02-29', count: 0 });
  });

  it('leave out nothing, stand side by side, and are never too many', () => {
    const dayOf = (number: number) => new Date(number * 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 17_000, max: 19_500 }), { minLength: 1 }), (numbers) => {
        const { bars } = barsFrom(numbers.map((number) => ({ day: dayOf(number), count: 1 })));
        expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
        for (const [at, bar] of bars.entries()) expect(bar.from > (bars[at - 1]?.to ?? '')).toBe(true);
        expect(bars.length).toBeLessThanOrEqual(94);
      }),
    );
  });
});
