import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brushedBars, moved } from './brushed-bars';

test('what is brushed lies between where it began and where it ended, in either direction', () => {
  expect(brushedBars({ anchor: 1, head: 3 }, ['a', 'b', 'c', 'd', 'e'])).toEqual(['b', 'c', 'd']);
  expect(brushedBars({ anchor: 3, head: 1 }, ['a', 'b', 'c', 'd', 'e'])).toEqual(['b', 'c', 'd']);
  expect(brushedBars({ anchor: 2, head: 2 }, ['a', 'b', 'c'])).toEqual(['c']);
  expect(brushedBars(null, ['a'])).toEqual([]);
});

test('no key leads beyond the bars, and others lead nowhere', () => {
  const keys = fc.array(fc.constantFrom('ArrowLeft', 'ArrowRight', 'Home', 'End'));
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 92 }), (pressed, count) => {
      const end = pressed.reduce((at, key) => moved(key, at, count) ?? -1, 0);
      expect(end).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThan(count);
    }),
  );
  expect([moved('End', 0, 9), moved('Home', 5, 9), moved('Enter', 3, 9), moved('ArrowLeft', -1, 9)]).toEqual([8, 0, null, null]);
});
