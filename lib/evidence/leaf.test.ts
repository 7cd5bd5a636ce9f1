import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, leafHash, printHex } from '@/lib/tlog';
import { parseCanonical, printCanonical } from './canonical-json';
import { fieldCommitment, rowCommitments, saltsFrom } from './commitment';
import { parseLeaf, printLeaf, printRowLeaf } from './leaf';
import { isInSpans, parseLeafRanges, printLeafRanges, SpanIndex } from './leaf-ranges';
import { printSchema, schemaFingerprint } from './schema';

interface RowVector {
  readonly source: string;
  readonly key: string;
  readonly kind: 'row' | 'late-row';
  readonly fields: readonly { name: string; value: string | null; type: string }[];
  readonly seed: string;
  readonly salts: string;
  readonly commitments: readonly string[];
  readonly schema: string;
  readonly fingerprint: string;
  readonly leaf: string;
  readonly leafHash: string;
}

const { rows, otherLeaves } = JSON.parse(readFileSync('tests/vectors/evidence.json', 'utf8')) as {
  rows: readonly RowVector[];
  otherLeaves: readonly string[];
};

describe.each(rows)('the vector of $source', (row) => {
  const names = row.fields.map(({ name }) => name);
  const salts = saltsFrom(Buffer.from(row.seed, 'hex'), names.length);
  const commitments = rowCommitments(row.fields, salts);

  test('its salts, commitments and fingerprint', () => {
    expect(printHex(salts)).toBe(row.salts);
    expect(names.map((_, at) => printHex(commitments.subarray(32 * at, 32 * at + 32)))).toEqual(row.commitments);
    expect(printSchema(row.source, row.fields)).toBe(row.schema);
    expect(schemaFingerprint(row.source, row.fields.toReversed())).toBe(row.fingerprint);
  });

  test('its leaf, in both directions', () => {
    const leaf = printRowLeaf({ ...row, schema: row.fingerprint }, names, commitments);
    expect(leaf).toBe(row.leaf);
    expect(printHex(leafHash(bytesOf(leaf)))).toBe(row.leafHash);
    const parsed = parseLeaf(leaf);
    expect(parsed).toMatchObject({ kind: row.kind, attributes: { key: row.key, source: row.source, schema: row.fingerprint } });
    expect(parsed && printLeaf(parsed)).toBe(leaf);
  });
});

test.each(otherLeaves)('%j is a leaf, in both directions', (text) => {
  const parsed = parseLeaf(text);
  expect(parsed && printLeaf(parsed)).toBe(text);
});

test('no change of a bit of a leaf is read as another way to write the same', () => {
  for (const text of [...rows.map(({ leaf }) => leaf), ...otherLeaves]) {
    const bytes = Buffer.from(text);
    for (let bit = 0; bit < bytes.length * 8; bit += 3) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const parsed = parseLeaf(changed.toString('utf8'));
      if (parsed) expect(printLeaf(parsed)).not.toBe(text);
    }
  }
});

const heartbeat = 'auditleaf/v1\nkind heartbeat\nat "2026-10-03T18:02:11.204113Z"\n';
test.each([
  ['another version', heartbeat.replace('v1', 'v2')],
  ['a kind that there is not', heartbeat.replace('heartbeat', 'toString')],
  ['no last line feed', heartbeat.slice(0, -1)],
  ['an attribute too many', `${heartbeat}why "x"\n`],
  ['fields where none belong', `${heartbeat}action:${'A'.repeat(43)}=\n`],
  ['an escape that is not needed', heartbeat.replace('2026', '\\u0032026')],
  ['a time without microseconds', heartbeat.replace('.204113', '')],
  ['a row without fields', rows[0]?.leaf.split('action:')[0] ?? ''],
  ['a name twice', (rows[0]?.leaf ?? '').replace(/^(action:.*\n)/m, '$1$1')],
  ['names out of order', (rows[0]?.leaf ?? '').replace(/^(action:.*\n)(actor_id:.*\n)/m, '$2$1')],
  ['attributes out of order', (rows[0]?.leaf ?? '').replace(/^(key .*\n)(schema .*\n)/m, '$2$1')],
  ['a fingerprint in capitals', (rows[0]?.leaf ?? '').replace(/schema "(.*)"/, (_, hex: string) => `schema "${hex.toUpperCase()}"`)],
])('no leaf has %s', (_what, text) => {
  expect(text).not.toBe('');
  expect(parseLeaf(text)).toBeNull();
});

test('a leaf fits into an entry bundle, or is refused', () => {
  const leaf = {
    kind: 'redaction',
    attributes: { approver: 'u', at: '2026-10-03T18:02:11.204113Z', fields: 'a', leaves: '1' },
    commitments: [],
  } as const;
  expect(() => printLeaf({ ...leaf, attributes: { ...leaf.attributes, reason: 'x'.repeat(66_000) } })).toThrow('larger');
  expect(() => printLeaf({ ...leaf, attributes: { ...leaf.attributes, reason: '\ud800' } })).toThrow('reason');
  expect(() => printRowLeaf({ kind: 'row', source: 's', key: '😀'.repeat(20_000), schema: 'f'.repeat(64) }, [], new Uint8Array(0))).toThrow(
    'too large',
  );
});

describe('a commitment', () => {
  const salt = new Uint8Array(16).fill(7);

  test('law: two fields have one commitment only where they are one field', () => {
    const names = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/);
    const values = fc.option(fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(names, names, values, values, (name, other, value, otherValue) => {
        const isSame = name === other && value === otherValue;
        expect(printHex(fieldCommitment(name, value, salt)) === printHex(fieldCommitment(other, otherValue, salt))).toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['null and nothing', null, ''],
    ['trailing zeros', '1.0', '1.00'],
    ['a microsecond', '2026-10-03T18:02:11.204113Z', '2026-10-03T18:02:11.204114Z'],
    ['a space that is not seen', 'u8', 'u8\u200b'],
    ['two forms of one letter', '\u00e9', 'e\u0301'],
    ['a large number', '9007199254740993', '9007199254740992'],
  ])('tells %s apart', (_what, a, b) => {
    expect(printHex(fieldCommitment('f', a, salt))).not.toBe(printHex(fieldCommitment('f', b, salt)));
  });

  test('takes a value of any length', () => {
    const long = 'ü'.repeat(3_000);
    const bytes = Buffer.concat([
      Buffer.from('auditfield/v1\0'),
      salt,
      Buffer.from([0, 1]),
      Buffer.from('f'),
      Buffer.from([1, 0, 0, 23, 112]),
      Buffer.from(long),
    ]);
    expect(printHex(fieldCommitment('f', long, salt))).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('refuses what is no Unicode, no name, or no salt', () => {
    expect(() => fieldCommitment('f', '\ud800', salt)).toThrow('Unicode');
    expect(() => fieldCommitment('F', 'x', salt)).toThrow('called');
    expect(() => fieldCommitment('f', 'x', salt.subarray(1))).toThrow('salt');
    expect(() =>
      rowCommitments(
        [
          { name: 'b', value: '' },
          { name: 'a', value: '' },
        ],
        new Uint8Array(32),
      ),
    ).toThrow('order');
    expect(() => rowCommitments([{ name: 'b', value: '' }], new Uint8Array(15))).toThrow('salt');
    expect(() => saltsFrom(new Uint8Array(31), 1)).toThrow('seed');
  });
});

describe('ranges of leaves', () => {
  test.each(['12-40,42,50-99', '0', '0-1'])('%s', (text) => {
    expect(parseLeafRanges(text)).not.toBeNull();
  });

  test.each(['', '1,', '2-2', '1,2', '3-1', '1-2,2-3', '01', '1-2-3', '-1', '5,1', '1e3'])('%j is none', (text) => {
    expect(parseLeafRanges(text)).toBeNull();
  });

  test('law: they hold just the leaves that they are made of', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200), { minLength: 1 }), (given) => {
        const indices = given.toSorted((a, b) => a - b);
        const spans = parseLeafRanges(printLeafRanges(indices)) ?? [];
        const held = Array.from({ length: 202 }, (_, at) => at).filter((at) => isInSpans(at, spans));
        expect(held).toEqual(indices);
      }),
    );
  });
});

test('law: an index of spans finds just what was said about a leaf', () => {
  const spans = fc.array(
    fc.tuple(fc.nat(60), fc.nat(30), fc.nat(5)).map(([first, length, said]) => ({ first, last: first + length, said })),
  );
  fc.assert(
    fc.property(spans, (given) => {
      const index = new SpanIndex(given);
      for (let leaf = 0; leaf < 95; leaf += 1) {
        const about = given.filter(({ first, last }) => leaf >= first && leaf <= last).map(({ said }) => said);
        expect(index.about(leaf).sort()).toEqual(about.sort());
      }
    }),
  );
});

describe('canonical JSON', () => {
  test('is that of RFC 8785', () => {
    expect(printCanonical({ '\u20ac': 'Euro', '\r': '\u000f"\\/', '1': null, '😂': ['ö', {}], '\ufb33': 'x' })).toBe(
      '{"\\r":"\\u000f\\"\\\\/","1":null,"€":"Euro","😂":["ö",{}],"\ufb33":"x"}',
    );
  });

  test.each([
    '{"a":1}',
    '{"a": "b"}',
    '{"b":"","a":""}',
    '{"a":"","a":""}',
    '"\\u0041"',
    '"\\/"',
    'true',
    '{"a":"\\ud800"}',

    '',
  ])('%j is not written by us', (json) => {
    expect(parseCanonical(json)).toBeNull();
  });

  test('nested beyond measure it is refused, not thrown', () => {
    expect(parseCanonical(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toBeNull();
  });

  test('law: read back it is the same', () => {
    const values = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.constant(null),
        fc.array(tie('any')),
        fc.dictionary(fc.string({ unit: 'grapheme' }), tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(values, (value) => {
        const json = printCanonical(value as never);
        expect(printCanonical(parseCanonical(json))).toBe(json);
      }),
    );
  });
});
