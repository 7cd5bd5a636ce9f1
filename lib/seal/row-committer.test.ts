import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printRowLeaf, rowCommitments, saltLength } from '@/lib/evidence';
import { bytesOf, leafHash } from '@/lib/tlog';
import { rowCommitter, rowLeafHash } from './row-committer';

const schema = 'a'.repeat(64);

test('commits to the same bytes, and hashes the same leaf, as the room that specifies them, whatever the row and its key hold', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/), { minLength: 1, maxLength: 12 }).map((all) => all.sort());
  const value = fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
    fc.constantFrom('', 'x'.repeat(70_000), 'ü'.repeat(40), `${'x'.repeat(39)}ü`, 'x'.repeat(960)),
  );
  const key = fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 63n }).map(String), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }));
  const source = fc.oneof(fc.constant('tracebook'), fc.string({ unit: 'grapheme', minLength: 1 }));
  const rows = fc.array(
    fc.tuple(key, fc.constantFrom('row' as const, 'late-row' as const), fc.array(value, { minLength: 12, maxLength: 12 })),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(names, source, rows, (given, from, all) => {
      const commit = rowCommitter({ names: given, source: from, schema });
      for (const [at, kind, values] of all) {
        const salts = randomBytes(saltLength * given.length);
        const fields = given.map((name, place) => ({ name, value: values[place] ?? null }));
        const made = commit({ key: at, kind }, values.slice(0, given.length), salts);
        const commitments = rowCommitments(fields, salts);
        expect(made.commitments).toEqual(Buffer.from(commitments));
        const text = printRowLeaf({ kind, source: from, key: at, schema }, given, commitments);
        expect(made.leafHash).toEqual(Buffer.from(leafHash(bytesOf(text))));
      }
    }),
  );
});

test('so is the hash of a leaf alone, whatever its key', () => {
  const commitments = randomBytes(64);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
      const identity = { kind: 'row', source: 'tracebook', key, schema } as const;
      const text = printRowLeaf(identity, ['a', 'b'], commitments);
      expect(Buffer.from(rowLeafHash(identity, ['a', 'b'], commitments), 'latin1')).toEqual(Buffer.from(leafHash(bytesOf(text))));
    }),
  );
});

test('text that is no Unicode is refused, and a leaf that is too large', () => {
  const commit = rowCommitter({ names: ['a'], source: 'tracebook', schema });
  expect(() => commit({ key: '1', kind: 'row' }, ['\ud800'], randomBytes(saltLength))).toThrow('no Unicode');
  const many = Array.from({ length: 1_400 }, (_, n) => `n${String(n).padStart(4, '0')}`);
  expect(() =>
    rowCommitter({ names: many, source: 'tracebook', schema })({ key: '1', kind: 'row' }, [], randomBytes(saltLength * 1_400)),
  ).toThrow('too large');
});
