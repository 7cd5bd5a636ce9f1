import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gathered } from './gathered';

test('what arrives while one batch is written goes into the next one, in its order', async () => {
  const batches: number[][] = [];
  const add = gathered<number, number>(
    async (items) => {
      batches.push([...items]);
      await new Promise((done) => setTimeout(done, 5));
      return items.map((item) => item * 10);
    },
    { most: 4 },
  );
  const answers = await Promise.all([[1], [2, 3], [4], [5, 6], [7, 8, 9, 10, 11, 12]].map((items) => add(items)));
  expect(answers).toEqual([[10], [20, 30], [40], [50, 60], [70, 80, 90, 100, 110, 120]]);
  expect(batches).toEqual([[1], [2, 3, 4], [5, 6], [7, 8, 9, 10, 11, 12]]);
  expect(await add([13])).toEqual([130]);
});

test('a batch that fails fails for those that were in it, and for nobody else', async () => {
  const add = gathered<number, number>(
    async (items) => {
      await new Promise((done) => setTimeout(done, 1));
      if (items.includes(2)) throw new Error('no');
      return items;
    },
    { most: 10 },
  );
  const [first, second, third] = [add([1]), add([2]), add([3])];
  expect(await first).toEqual([1]);
  await expect(second).rejects.toThrow('no');
  await expect(third).rejects.toThrow('no');
  expect(await add([4])).toEqual([4]);
});

test('law: everybody is answered with their own', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(), { maxLength: 5 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 8 }),
      async (deliveries, most) => {
        const add = gathered<number, string>(async (items) => items.map(String), { most });
        expect(await Promise.all(deliveries.map((items) => add(items)))).toEqual(deliveries.map((items) => items.map(String)));
      },
    ),
    { numRuns: 50 },
  ));
