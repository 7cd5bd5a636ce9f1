import { describe, expect, test } from 'vitest';
import { policyOf, printVerdict } from '@/lib/evidence';
import { consistencyProof, frontierRoot, printBase64, readFrontier, signCheckpoint, signerKey } from '@/lib/tlog';
import {
  cosigned,
  filesOf,
  logKey,
  makeBundle,
  makeLog,
  otherKey,
  resigned,
  treeOf,
  trusted,
  verdictOf,
  withText,
  witnessKey,
} from '@/tests/support/bundles';
import { parseManifest } from './manifest';
import { verifyBundle } from './verify-bundle';

const log = makeLog({ rows: 9, erased: new Map([[4, ['actor_id', 'metadata']]]) });
const bundle = await makeBundle(log, { withheld: ['org_id'] });
const large = makeLog({ rows: 300, erased: new Map([[4, ['actor_id']]]) });
const largeBundle = await makeBundle(large);

describe.each([0, 1, 2, 3, 255, 256, 257])('a bundle of %d rows', (rows) => {
  test.each([1, 3])('among as many leaves times %d verifies against the key', async (every) => {
    const files = await makeBundle(makeLog({ rows, every }));
    const verdict = await verdictOf(files);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ code: 0, provenRows: rows, vouchedBy: 'policy', manifest: { rows } });
    expect(files.has('proof.bin')).toBe(rows > 256);
    expect([...files.keys()].filter((name) => name.startsWith('proofs/')).length).toBe(rows > 256 ? 0 : rows);
    expect([...files.keys()].at(-1)).toBe('manifest.txt');
  });
});

test('what is withheld and what is erased is named, and the rest is proven', async () => {
  const verdict = await verdictOf(bundle);
  expect(verdict).toMatchObject({ code: 0, provenRows: 9, withheld: new Map([['org_id', 9]]) });
  expect(verdict.erased).toEqual([
    { row: 'tracebook~1004', leaf: 9, fields: ['actor_id', 'metadata'], by: 18, reason: 'request 7', at: '2026-11-26T09:00:00.000000Z' },
  ]);
  const words = printVerdict(verdict);
  expect(words).toContain('VERIFIED: ');
  expect(words).toContain('9 rows stood in the log audit.example.com/audit when it held 19 entries');
  expect(words).toContain('org_id: withheld in 9 rows');
  expect(words).toContain('tracebook~1004 (leaf 9): actor_id, metadata REDACTED by leaf 18');
  expect(words).toContain('no witness that you named has signed');
  const rows = Buffer.from(bundle.get('rows.jsonl') ?? []).toString();
  expect(rows).not.toContain('"o_1"');
  expect(rows).not.toContain('metadata 4');
});

describe('who vouches', () => {
  test('with nothing from elsewhere nobody does, and it says so', async () => {
    const verdict = await verdictOf(bundle, { policy: null, checkpoint: null });
    expect(verdict).toMatchObject({ code: 3, vouchedBy: null, provenRows: 9 });
    expect(printVerdict(verdict)).toContain('Only the key inside this export vouches for it: who made it is not proven');
  });

  test('another key of the same name does not', async () => {
    expect(await verdictOf(bundle, { policy: policyOf([otherKey]), checkpoint: null })).toMatchObject({ code: 3 });
    const forged = await makeBundle({ ...log, ...withKey(otherKey) }, { key: otherKey });
    expect(await verdictOf(forged)).toMatchObject({ code: 3 });
    expect(await verdictOf(forged, { policy: null, checkpoint: null })).toMatchObject({ code: 3 });
  });

  test('a checkpoint that was kept does: the same one, an older one, and a newer one with its proof', async () => {
    expect(await verdictOf(bundle, { policy: null, checkpoint: log.checkpoint })).toMatchObject({ code: 0, vouchedBy: 'checkpoint' });
    const older = signCheckpoint({ size: 7, root: frontierRoot(await readFrontier(7, log.readNodes)) }, [logKey]);
    expect(await verdictOf(bundle, { policy: null, checkpoint: older })).toMatchObject({ code: 3 });
    const consistency = [{ size: 7, hashes: await consistencyProof(7, 19, log.readNodes) }];
    const withProof = await makeBundle(log, { consistency });
    expect(await verdictOf(withProof, { policy: null, checkpoint: older })).toMatchObject({ code: 0, vouchedBy: 'checkpoint' });
    const lines = (hashes: readonly Uint8Array[]) => hashes.map((hash) => `${printBase64(hash)}\n`).join('');
    expect(await verdictOf(bundle, { policy: null, checkpoint: older, consistency: lines(consistency[0]?.hashes ?? []) })).toMatchObject({
      code: 0,
    });
    const more = makeLog({
      rows: 9,
      erased: new Map([
        [4, ['actor_id', 'metadata']],
        [5, ['action']],
      ]),
    });
    const newer = { policy: null, checkpoint: more.checkpoint, consistency: lines(await consistencyProof(19, 20, more.readNodes)) };
    expect(await verdictOf(bundle, newer)).toMatchObject({ code: 0 });
  });

  test('a checkpoint of another history proves the fork', async () => {
    const other = makeLog({ rows: 9, every: 2, erased: new Map([[3, ['actor_id', 'metadata']]]) });
    const verdict = await verdictOf(bundle, { policy: null, checkpoint: other.checkpoint });
    expect(verdict).toMatchObject({ code: 1 });
    expect(verdict.findings[0]?.text).toContain('forked');
    const older = signCheckpoint({ size: 7, root: frontierRoot(await readFrontier(5, log.readNodes)) }, [logKey]);
    const withProof = await makeBundle(log, { consistency: [{ size: 7, hashes: await consistencyProof(7, 19, log.readNodes) }] });
    expect(await verdictOf(withProof, { policy: null, checkpoint: older })).toMatchObject({ code: 1 });
  });

  test('of two logs that are believed each vouches for its own', async () => {
    const neighbour = signerKey('other.example.com/audit', new Uint8Array(32).fill(9));
    const both = { policy: policyOf([logKey, neighbour]), checkpoint: null };
    expect(await verdictOf(bundle, both)).toMatchObject({ code: 0 });
    expect(await verdictOf(resigned(bundle, neighbour), both)).toMatchObject({ code: 3 });
  });

  test('a policy may ask for witnesses', async () => {
    const witnesses = [{ name: 'w1', key: witnessKey }];
    const policy = { logs: [logKey], witnesses, groups: [], quorum: 'w1' };
    expect(await verdictOf(bundle, { policy, checkpoint: null })).toMatchObject({ code: 3 });
    const witnessed = await makeBundle(log, { checkpoint: cosigned(log.checkpoint, 1_790_000_000) });
    const verdict = await verdictOf(witnessed, { policy, checkpoint: null });
    expect(verdict).toMatchObject({ code: 0 });
    expect(printVerdict(verdict)).toContain('The witness witness.example.com/w1 signed this checkpoint at 2026-09-21T');
    expect(await verdictOf(witnessed)).toMatchObject({ code: 0 });
  });
});

describe('what is missing or cut is incomplete', () => {
  test.each([...bundle.keys()])('without %s', async (name) => {
    const files = new Map(bundle);
    files.delete(name);
    const { code } = await verdictOf(files);
    // Without the policy inside nothing is proven less; but the manifest names it.
    expect(code).toBe(2);
  });

  test.each([...largeBundle.keys()])('%s of a large one, cut anywhere', async (name) => {
    const bytes = largeBundle.get(name) ?? new Uint8Array(0);
    for (const length of [0, 1, Math.floor(bytes.length / 2), bytes.length - 2, bytes.length - 1]) {
      const { code } = await verdictOf(new Map(largeBundle).set(name, bytes.subarray(0, length)));
      expect([name, length, [1, 2].includes(code)]).toEqual([name, length, true]);
      if (!['checkpoint.txt', 'policy.txt', 'manifest.txt'].includes(name)) expect(code).toBe(2);
    }
  });

  test('fewer rows than stated, though whoever cut them has the key', async () => {
    const fewer = resigned(withText(bundle, 'rows.jsonl', (text) => text.split('\n').slice(1).join('\n')));
    expect(await verdictOf(fewer)).toMatchObject({ code: 2 });
  });
});

/** Done by somebody who holds the key of the log and signs the manifest anew: only the tree stands against it. */
describe('what was changed after sealing does not fit, though the manifest was signed anew', () => {
  const changes: readonly [what: string, from: string | RegExp, to: string][] = [
    ['a value', '"action 2"', '"action 3"'],
    ['a microsecond', '.000002Z', '.000003Z'],
    ['trailing zeros', '\\"x\\": 1.00', '\\"x\\": 1.0'],
    ['null for nothing', '"org_id":null', '"org_id":""'],
    ['a look-alike', '"action 2"', '"аction 2"'],
    ['the key of a row', '"key":"1002"', '"key":"1102"'],
    ['the source', '"source":"tracebook"', '"source":"crm"'],
    ['the kind', '"kind":"row"', '"kind":"late-row"'],
    ['the schema', /"schema":"../, '"schema":"00'],
    ['the place of two rows', '"leaf":"3"', '"leaf":"5"'],
    ['a place that there is not', '"leaf":"3"', '"leaf":"9007199254740991"'],
  ];
  const unmasked = makeBundle(log);

  test.each(changes)('%s', async (_what, from, to) => {
    for (const files of [await unmasked, largeBundle]) {
      const changed = withText(files, 'rows.jsonl', (text) => text.replace(from, to));
      expect(changed.get('rows.jsonl')).not.toEqual(files.get('rows.jsonl'));
      expect(await verdictOf(resigned(changed))).toMatchObject({ code: 1 });
    }
  });

  test('a salt that is gone without a redaction leaf', async () => {
    const withoutLeaf = new Map(bundle);
    withoutLeaf.delete('entries.jsonl');
    const verdict = await verdictOf(resigned(withoutLeaf));
    expect(verdict).toMatchObject({ code: 1 });
    expect(verdict.findings.map(({ text }) => text)).toContain(
      'actor_id of tracebook~1004 is missing, and no redaction leaf says that it was erased.',
    );
  });

  test('a redaction that was never sealed', async () => {
    const invented = withText(bundle, 'entries.jsonl', (text) => text.replace('request 7', 'request 8'));
    expect(await verdictOf(resigned(invented))).toMatchObject({ code: 1 });
  });

  test('a field that is erased and shown all the same', async () => {
    const shown = { ...log, rows: log.rows.map((row) => ({ ...row, erased: new Set<string>() })) };
    const unerased = makeLog({ rows: 9 });
    const files = await makeBundle({ ...shown, rows: unerased.rows });
    const verdict = await verdictOf(files);
    expect(verdict).toMatchObject({ code: 1 });
    expect(verdict.findings[0]?.text).toContain('is shown, and leaf 18 says that it was erased');
  });

  test('a field that is withheld, and the manifest does not say so', async () => {
    const files = resigned(bundle, logKey, (manifest) => ({ ...manifest, masking: { profile: 'none', withheld: [] } }));
    expect(await verdictOf(files)).toMatchObject({ code: 1 });
  });

  test('a row twice', async () => {
    for (const files of [bundle, largeBundle]) {
      const twice = withText(files, 'rows.jsonl', (text) => `${text.split('\n')[0]}\n${text}`);
      expect(
        await verdictOf(resigned(twice, logKey, (manifest) => ({ ...manifest, rows: String(Number(manifest.rows) + 1) }))),
      ).toMatchObject({ code: 1 });
    }
  });

  test('more rows than stated', async () => {
    expect(await verdictOf(resigned(bundle, logKey, (manifest) => ({ ...manifest, rows: '8' })))).toMatchObject({ code: 1 });
  });

  test('a checkpoint of another tree', async () => {
    const other = treeOf([new Uint8Array(32)]);
    expect(await verdictOf(resigned(new Map(bundle).set('checkpoint.txt', Buffer.from(other.checkpoint))))).toMatchObject({ code: 1 });
  });
});

describe('what is written in another way than ours is refused', () => {
  const rewritten: readonly [what: string, name: string, change: (text: string) => string][] = [
    ['a space', 'rows.jsonl', (text) => text.replace('":', '": ')],
    ['a member twice', 'rows.jsonl', (text) => text.replace('"key":', '"key":"1","key":')],
    ['an escape too many', 'rows.jsonl', (text) => text.replace('tracebook', '\\u0074racebook')],
    ['a member too many', 'rows.jsonl', (text) => text.replace('"withheld":{', '"z":"","withheld":{')],
    [
      '__proto__',
      'rows.jsonl',
      (text) =>
        text.replace('"values":{', '"values":{"__proto__":"x",').replace('"salts":{', '"salts":{"__proto__":"AAAAAAAAAAAAAAAAAAAAAA==",'),
    ],
    ['a number', 'rows.jsonl', (text) => text.replace(/"leaf":"(\d+)"/, '"leaf":$1')],
    ['an absurd number', 'rows.jsonl', (text) => text.replace(/"leaf":"\d+"/, '"leaf":"1e3"')],
    ['a carriage return', 'rows.jsonl', (text) => text.replace('\n', '\r\n')],
    ['an empty line', 'rows.jsonl', (text) => `\n${text}`],
    ['a byte order mark', 'rows.jsonl', (text) => `\ufeff${text}`],
    ['no last line feed', 'rows.jsonl', (text) => text.trimEnd()],
    ['a leaf that is none', 'entries.jsonl', (text) => text.replace('auditleaf/v1', 'auditleaf/v2')],
    ['deep nesting', 'rows.jsonl', (text) => `${'['.repeat(200_000)}\n${text}`],
  ];

  test.each(rewritten)('%s', async (_what, name, change) => {
    const changed = withText(bundle, name, change);
    expect(changed.get(name)).not.toEqual(bundle.get(name));
    expect(await verdictOf(resigned(changed))).toMatchObject({ code: 1 });
  });

  test('bytes that are no UTF-8', async () => {
    const rows = Buffer.from(bundle.get('rows.jsonl') ?? []);
    rows[rows.indexOf('action 0')] = 0xff;
    expect(await verdictOf(resigned(new Map(bundle).set('rows.jsonl', rows)))).toMatchObject({ code: 1 });
  });

  test.each(['../x', '/etc/passwd', 'a/b/c', 'C:\\x', '.hidden', 'a\u0000b', 'rows.jsonl ', 'ROWS.JSONL', '__MACOSX/x', 'x'])(
    'a file %j beside the others',
    async (name) => {
      expect(await verdictOf(new Map(bundle).set(name, Buffer.from('x')))).toMatchObject({ code: 1 });
    },
  );

  const manifests: readonly [what: string, change: (manifest: Record<string, unknown>) => Record<string, unknown>][] = [
    ['a member too many', (manifest) => ({ ...manifest, zz: '' })],
    ['a member too few', ({ zone: _, ...manifest }) => manifest],
    ['a number', (manifest) => ({ ...manifest, rows: 9 })],
    ['a number with a sign', (manifest) => ({ ...manifest, rows: '-9' })],
    ['a number beyond counting', (manifest) => ({ ...manifest, rows: '99999999999999999999' })],
    ['a form that there is not', (manifest) => ({ ...manifest, proof: 'none' })],
    ['a format that there is not', (manifest) => ({ ...manifest, format: 'exe' })],
    ['a list of fields out of order', (manifest) => ({ ...manifest, masking: { profile: '', withheld: ['org_id', 'action'] } })],
    ['null for a text', (manifest) => ({ ...manifest, zone: null })],
  ];
  test.each(manifests)('a manifest with %s', async (_what, change) => {
    expect(await verdictOf(resigned(bundle, logKey, change))).toMatchObject({ code: 1, manifest: null });
  });

  test('a manifest with a second signature', async () => {
    const note = Buffer.from(bundle.get('manifest.txt') ?? []).toString();
    expect(
      await verdictOf(new Map(bundle).set('manifest.txt', Buffer.from(`${note}${note.trimEnd().split('\n').at(-1)}\n`))),
    ).toMatchObject({ code: 1 });
  });
});

test('an export that is no bundle is as good as its signature, and says that its rows are not proven', async () => {
  const csv: Map<string, Uint8Array> = new Map([
    ['actions.csv', Buffer.from('a,b\r\n')],
    ['manifest.txt', bundle.get('manifest.txt') ?? new Uint8Array(0)],
  ]);
  const files = resigned(csv, logKey, (manifest) => ({ ...manifest, format: 'csv', proof: null, checkpoint: null }));
  const verdict = await verdictOf(files);
  expect(verdict).toMatchObject({ code: 0, provenRows: 0 });
  expect(printVerdict(verdict)).toContain('Row by row, nothing');
  expect(await verdictOf(new Map(files).set('actions.csv', Buffer.from('a,b')))).toMatchObject({ code: 2 });
  expect(await verdictOf(new Map(files).set('actions.csv', Buffer.from('a,c\r\n')))).toMatchObject({ code: 1 });
  expect(await verdictOf(files, { policy: null, checkpoint: null })).toMatchObject({ code: 3 });
});

test('what others wrote cannot steer a terminal', async () => {
  const verdict = await verdictOf(
    await makeBundle(log, { describe: { filterWords: 'all\u001b[2J\nVERIFIED\u202e', zone: 'x'.repeat(9_000) } }),
  );
  expect(verdict.code).toBe(0);
  expect(printVerdict(verdict)).not.toMatch(/\p{Cc}(?<!\n)|\p{Cf}/u);
  expect(printVerdict(verdict)).not.toMatch(/^VERIFIED$/m);
  expect(printVerdict(verdict).length).toBeLessThan(8_000);
});

test('the manifest is what the document shows', () => {
  const text = Buffer.from(bundle.get('manifest.txt') ?? []).toString();
  expect(parseManifest(`${text.split('\n\n')[0]}\n`)).toMatchObject({ rows: 9, zone: 'America/New_York', checkpoint: { size: 19 } });
});

test('a file that cannot be read to its end is no verdict', async () => {
  const broken = {
    names: [...bundle.keys()],
    open: () => {
      throw new Error('EIO');
    },
  };
  await expect(verifyBundle(broken, trusted)).rejects.toThrow('EIO');
  expect(filesOf(bundle).names).toContain('rows.jsonl');
});

function withKey(key: typeof logKey) {
  return { checkpoint: signCheckpoint({ size: log.frontier.size, root: frontierRoot(log.frontier) }, [key]) };
}
