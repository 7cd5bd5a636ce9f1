import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cornerBoxes, type Dot, drawing, labelsOf } from './quadrant-layout';

const dots = fc.array(
  fc.record({
    feature: fc.string({ minLength: 1, maxLength: 40 }),
    place: fc.constantFrom('keep', 'fix', 'watch', 'retire'),
    x: fc.double({ min: 40, max: drawing.width - 40, noNaN: true }),
    y: fc.double({ min: 44, max: drawing.height - 40, noNaN: true }),
    r: fc.double({ min: 4, max: 15, noNaN: true }),
  }) as fc.Arbitrary<Dot>,
  { maxLength: 60 },
);

test.each([12, 24])('names of size %i are written over no dot, no corner and no other name, and within the drawing', (size) => {
  fc.assert(
    fc.property(dots, (some) => {
      const labels = labelsOf(some, { size, most: 40, taken: cornerBoxes(size) });
      expect(labels.length).toBeLessThanOrEqual(40);
      const boxes = labels.map(({ text, x, y, anchor }) => {
        const width = [...text].length * size * 0.6;
        const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
        return { left, right: left + width, top: y - size * 0.95, bottom: y + size * 0.25 };
      });
      for (const [n, box] of boxes.entries()) {
        expect(box.left >= 0 && box.right <= drawing.width && box.top >= 0 && box.bottom <= drawing.height).toBe(true);
        for (const other of boxes.slice(n + 1))
          expect(
            box.left < other.right - 0.01 &&
              other.left < box.right - 0.01 &&
              box.top < other.bottom - 0.01 &&
              other.top < box.bottom - 0.01,
          ).toBe(false);
      }
    }),
  );
});
