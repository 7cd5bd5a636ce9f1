import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printRowLeaf, rowCommitments, saltLength } from '@/lib/evidence';
import { bytesOf, leafHash } from '@/lib/tlog';
import { rowCommitter, rowLeafHash } from './row-committer';

test('commits to the same bytes as the room that specifies them, whatever the row holds', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/), { minLength: 1, maxLength: 12 }).map((all) => all.sort());
  const value = fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme' }), fc.constant('x'.repeat(70_000)), fc.constant(''));
  fc.assert(
    fc.property(names, fc.array(value, { minLength: 12, maxLength: 12 }), (given, values) => {
      const salts = randomBytes(saltLength * given.length);
      const fields = given.map((name, at) => ({ name, value: values[at] ?? null }));
      expect(rowCommitter(given)(values.slice(0, given.length), salts)).toEqual(Buffer.from(rowCommitments(fields, salts)));
    }),
  );
});

test('so is the hash of the leaf, whatever its key', () => {
  const commitments = randomBytes(64);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
      const identity = { kind: 'row', source: 'tracebook', key, schema: 'a'.repeat(64) } as const;
      const text = printRowLeaf(identity, ['a', 'b'], commitments);
      expect(rowLeafHash(identity, ['a', 'b'], commitments)).toEqual(Buffer.from(leafHash(bytesOf(text))));
    }),
  );
});

test('text that is no Unicode is refused', () => {
  expect(() => rowCommitter(['a'])(['\ud800'], randomBytes(saltLength))).toThrow('no Unicode');
});
