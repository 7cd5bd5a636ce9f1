import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countChurn, featuresBy } from './count-churn';

const written = [
  '\u0001ada@a.test\u00002026-10-31T23:30:00-04:00\u0000\n3\t1\tsrc/features/cart/pay.ts\u00002\t0\tsrc/features/cart/öffnen.ts\u00009\t9\tREADME.md\u0000',
  '\u0001Bob@a.test\u00002026-10-02T10:00:00+00:00\u0000\n0\t1\t\u0000src/features/cart/old.ts\u0000src/features/search/new name.ts\u0000-\t-\tsrc/features/cart/logo.png\u0000',
  '\u0001ada@a.test\u00002026-10-01T10:00:00+00:00\u0000',
  '\u0001ada@a.test\u00002026-10-01T09:00:00+00:00\u0000\n5\t5\tsrc/features/index.ts\u00004\t4\tsrc/features/search/a.ts\u0000',
].join('');

const counted = [
  { feature: 'cart', month: '2026-11', commits: 1, authors: 1, added: 5, removed: 1 },
  { feature: 'search', month: '2026-10', commits: 2, authors: 2, added: 4, removed: 5 },
  { feature: 'cart', month: '2026-10', commits: 1, authors: 1, added: 0, removed: 0 },
];

test('commits, authors and lines of each feature and month, however what git wrote is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(written.length), { maxLength: 9 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), written.length];
      const chunks = places.slice(1).map((end, n) => written.slice(places[n], end));
      expect(await countChurn(from(chunks), featuresBy(['src/features/*']))).toEqual(counted);
    }),
  );
});

async function* from(chunks: readonly string[]) {
  yield* chunks;
}

test.each([
  [['src/features/*'], 'src/features/cart/a.ts', 'cart'],
  [['./src/features/*/'], 'src/features/cart/a/b.ts', 'cart'],
  [['apps/*/features/*'], 'apps/web/features/cart/a.ts', 'cart'],
  [['src/features/*', 'lib/*'], 'lib/a.b/c.ts', 'a.b'],
  [['src/fea.ures/*'], 'src/features/cart/a.ts', null],
  [['src/features/*'], 'src/features/index.ts', null],
  [['src/features/*'], 'x/src/features/cart/a.ts', null],
])('%j of %s is %s', (patterns, file, feature) => {
  expect(featuresBy(patterns)(file)).toBe(feature);
});

test.each(['src/features', '', 'src/feat*/x', '**'])('%j names no folders', (pattern) => {
  expect(() => featuresBy([pattern])).toThrow('names no folders');
});
