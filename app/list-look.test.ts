import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choosable, densities } from '@/components/audit/columns';
import { printListLook, readListLook } from './list-look';

test('what was chosen is read back', () => {
  const look = fc.record({ without: fc.subarray([...choosable]), density: fc.constantFrom(...densities) });
  fc.assert(
    fc.property(look, (chosen) => {
      const kept = printListLook(chosen);
      expect(readListLook(kept.columns, kept.density)).toEqual(chosen);
      expect(kept.columns).toMatch(/^[a-z.]*$/);
    }),
  );
});

test.each([undefined, '', 'time', 'action.all', '../../etc', 'Actor', '__proto__'])(
  '%j leaves the columns that are usual, and rows stand close',
  (text) => {
    expect(readListLook(text, text)).toEqual({ without: ['feature', 'surface', 'trace'], density: 'compact' });
  },
);

test('when and what was done cannot be left out', () => {
  const columns: readonly string[] = choosable;
  expect(columns.some((column) => ['time', 'action'].includes(column))).toBe(false);
});
