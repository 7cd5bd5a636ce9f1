import { expect, test } from 'vitest';
import { Readers } from './readers';

function printing(readers: Readers) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const fails: ((error: Error) => void)[] = [];
  const print = (n: number) =>
    readers.inTurn(
      () =>
        new Promise<void>((resolve, reject) => {
          begun.push(n);
          ends[n] = resolve;
          fails[n] = reject;
        }),
    );
  return { begun, ends, fails, print };
}

const settled = () => new Promise((done) => setImmediate(done));

test('one who reads has two pages on their way, and large ones', async () => {
  const readers = new Readers();
  readers.begin();
  expect(readers.pagesAhead).toBe(2);
  expect(readers.pageBytes).toBe(2_000_000);
  const { begun, print } = printing(readers);
  void print(0);
  void print(1);
  await settled();
  expect(begun).toEqual([0, 1]);
});

test('many have one page, a small one, printed two at a time in the order in which they came, also behind one that failed', async () => {
  const readers = new Readers();
  const ends = Array.from({ length: 20 }, () => readers.begin());
  expect(readers.pagesAhead).toBe(1);
  expect(readers.pageBytes).toBe(500_000);
  const { begun, ends: printed, fails, print } = printing(readers);
  const all = [0, 1, 2, 3, 4].map((n) => print(n));
  await settled();
  expect(begun).toEqual([0, 1]);
  fails[0]?.(new Error('gone'));
  await expect(all[0]).rejects.toThrow('gone');
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  for (const end of ends) {
    end();
    end();
  }
  expect(readers.pagesAhead).toBe(2);
  // Whoever is new stands behind those who wait.
  void print(5);
  printed[1]?.();
  printed[2]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  printed[3]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});
