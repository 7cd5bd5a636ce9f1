import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BundleFault, type BundleFiles, verifyBundle } from '@/lib/evidence';
import { type Files, logKey, makeBundle, makeLog, resigned, trusted, verdictOf, withText } from '@/tests/support/bundles';
import { openBytes, type RawZip, rawZip, zipOf } from '@/tests/support/zips';

/**
 * Inputs of our own for the class `verify.bundle`: whatever somebody hands an auditor in place of a bundle. None may be verified, write
 * anywhere, take the memory or the patience of a machine, or throw.
 */

const files = await makeBundle(makeLog({ rows: 5 }));
const data = Buffer.from('hello hello hello');
const plain = { name: 'a.txt', data };

async function readAll(given: BundleFiles): Promise<Map<string, Buffer>> {
  const read = new Map<string, Buffer>();
  for (const name of given.names) {
    const pieces: Uint8Array[] = [];
    for await (const piece of given.open(name)) pieces.push(piece);
    read.set(name, Buffer.concat(pieces));
  }
  return read;
}

describe('a zip that is one', () => {
  test.each([
    ['packed', {}],
    ['stored', { level: 0 }],
    ['with zip64', { zip64: true }],
  ])('%s gives its files', async (_what, options) => {
    const opened = await openBytes(await zipOf(files, options));
    expect(await readAll(opened)).toEqual(new Map([...files].map(([name, bytes]) => [name, Buffer.from(bytes)])));
    expect(await verifyBundle(opened, trusted)).toMatchObject({ code: 0 });
  });

  test('as the tests make it by hand', async () => {
    expect(await readAll(await openBytes(rawZip({ entries: [plain, { name: 'b/c.txt', data, method: 0 }, { name: 'empty' }] })))).toEqual(
      new Map([
        ['a.txt', data],
        ['b/c.txt', data],
        ['empty', Buffer.alloc(0)],
      ]),
    );
  });
});

const bomb = deflateRawSync(Buffer.alloc(50_000_000));
const zips: readonly [what: string, zip: RawZip, kind?: 'incomplete'][] = [
  ['a way out of the folder', { entries: [{ ...plain, name: '../../etc/passwd' }] }],
  ['a way out by a backslash', { entries: [{ ...plain, name: '..\\x' }] }],
  ['a way from the root', { entries: [{ ...plain, name: '/etc/passwd' }] }],
  ['a drive', { entries: [{ ...plain, name: 'C:x' }] }],
  ['a name with a null', { entries: [{ ...plain, name: 'a\u0000.txt' }] }],
  ['a name without end', { entries: [{ ...plain, name: 'a'.repeat(5_000) }] }],
  ['a name in another alphabet', { entries: [{ ...plain, name: 'rоws.jsonl' }] }],
  ['no name', { entries: [{ ...plain, name: '' }] }],
  ['a folder as a file', { entries: [{ name: 'proofs/' }] }],
  ['a link', { entries: [{ ...plain, mode: 0o120777 }] }],
  ['a device', { entries: [{ ...plain, mode: 0o020666 }] }],
  ['one name twice', { entries: [plain, { ...plain, data: Buffer.from('other') }] }],
  ['one name twice but for its case', { entries: [plain, { ...plain, name: 'A.TXT' }] }],
  ['two names for one file', { entries: [{ ...plain, localName: 'b.txt' }] }],
  ['two methods for one file', { entries: [{ ...plain, localMethod: 0 }] }],
  ['a method that nobody has', { entries: [{ ...plain, method: 99, packed: data }] }],
  ['a password', { entries: [{ ...plain, flags: 1 }] }],
  ['strong encryption', { entries: [{ ...plain, flags: 0x41 }] }],
  ['two entries over the same bytes', { entries: [plain, { ...plain, name: 'b.txt', header: 0 }] }],
  ['an entry in the directory', { entries: [plain, { ...plain, name: 'b.txt', header: 4_000 }] }],
  ['something before it', { entries: [plain], before: Buffer.from('#!/bin/sh\n') }],
  ['something before its directory', { entries: [plain], between: Buffer.from('hidden') }],
  ['something behind it', { entries: [plain], after: Buffer.from('hidden') }, 'incomplete'],
  ['a comment', { entries: [plain], comment: 'hidden' }, 'incomplete'],
  ['a comment on a file', { entries: [{ ...plain, comment: 'hidden' }] }],
  ['more files than it lists', { entries: [plain], count: 2 }],
  ['fewer files than it lists', { entries: [plain, { ...plain, name: 'b' }], count: 1 }],
  ['more disks than one', { entries: [plain], disk: 1 }],
  ['zip64 promised and not there', { entries: [plain], count: 0xffff }],
  ['a size of zip64 that is not there', { entries: [{ ...plain, size: 0xffff_ffff }] }],
  ['broken extra data', { entries: [{ ...plain, extra: Buffer.from([1, 0, 200, 0]) }] }],
  ['a stored file of two sizes', { entries: [{ ...plain, method: 0, size: 5 }] }],
  ['a file larger than the zip', { entries: [{ ...plain, packedSize: 1_000_000 }] }],
  ['more files than a bundle has', { entries: Array.from({ length: 2_001 }, (_, at) => ({ name: `f${at}`, method: 0 })) }],
];

test.each(zips)('a zip with %s is refused before anything is unpacked', async (_what, zip, kind = undefined) => {
  const opened = openBytes(rawZip(zip));
  await expect(opened).rejects.toThrow(BundleFault);
  await expect(opened).rejects.toMatchObject({ kind: kind ?? 'mismatch' });
});

const unpackings: readonly [what: string, zip: RawZip][] = [
  ['a bomb that says how large it is not', { entries: [{ name: 'a', packed: bomb, size: 10 }] }],
  ['another checksum', { entries: [{ ...plain, crc: 1 }] }],
  ['less than it says', { entries: [{ ...plain, size: 100 }] }],
  ['what cannot be unpacked', { entries: [{ ...plain, packed: Buffer.from('no deflate at all') }] }],
  ['a stream that does not end', { entries: [{ ...plain, packed: deflateRawSync(data).subarray(0, 4) }] }],
];

test.each(unpackings)('a zip with %s fails while it is unpacked', async (_what, zip) => {
  const opened = await openBytes(rawZip(zip));
  await expect(readAll(opened)).rejects.toThrow(BundleFault);
});

test('a zip that is cut anywhere is never verified', async () => {
  const whole = await zipOf(files);
  for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 150)) {
    const code = await openBytes(whole.subarray(0, length)).then(
      async (opened) => (await verifyBundle(opened, trusted)).code,
      (error) => (error instanceof BundleFault ? error.kind : String(error)),
    );
    expect(['incomplete', 'mismatch', 1, 2]).toContain(code);
  }
});

describe('a bundle that would eat a machine', () => {
  test('a line without end is given up, however well it packs', async () => {
    const packed = deflateRawSync(Buffer.alloc(200_000_000, 'a'));
    const entries = [...files].filter(([name]) => name !== 'rows.jsonl').map(([name, bytes]) => ({ name, data: bytes }));
    const zip = rawZip({ entries: [...entries, { name: 'rows.jsonl', packed, size: 200_000_000 }] });
    const before = process.memoryUsage().rss;
    const verdict = await verifyBundle(await openBytes(zip), trusted);
    expect(verdict).toMatchObject({ code: 1 });
    expect(verdict.findings[0]?.text).toContain('is longer than');
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  });

  test.each(['manifest.txt', 'checkpoint.txt', 'policy.txt'])('%s of any size', async (name) => {
    const huge = new Map(files).set(name, Buffer.alloc(9_000_000, 'a\n'));
    expect(await verdictOf(huge)).toMatchObject({ code: 1 });
  });

  test('a thousand findings are not listed one by one', async () => {
    const wrong = resigned(withText(files, 'rows.jsonl', () => '{}\n'.repeat(1_000)));
    const verdict = await verdictOf(wrong);
    expect(verdict.findings.length).toBe(100);
    expect(verdict.unlisted).toBeGreaterThan(900);
  });

  test('a redaction leaf of many spans, and many of those', async () => {
    const spans = Array.from({ length: 9_000 }, (_, at) => 2 * at).join(',');
    const entry = `auditleaf/v1\nkind redaction\napprover "u"\nat "2026-11-26T09:00:00.000000Z"\nfields "nothing"\nleaves "${spans}"\nreason "r"\n`;
    const lines = Array.from({ length: 12 }, (_, at) => `${JSON.stringify({ entry, leaf: String(at) })}\n`).join('');
    const startedAt = performance.now();
    const verdict = await verdictOf(resigned(new Map(files).set('entries.jsonl', Buffer.from(lines))));
    expect(verdict.code).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

describe('absurd numbers and texts', () => {
  const changes: readonly [what: string, name: string, change: (text: string) => string][] = [
    ['a leaf beyond counting', 'rows.jsonl', (text) => text.replace(/"leaf":"\d+"/, '"leaf":"9007199254740993"')],
    ['a leaf below nothing', 'rows.jsonl', (text) => text.replace(/"leaf":"\d+"/, '"leaf":"-1"')],
    ['a leaf in hex', 'rows.jsonl', (text) => text.replace(/"leaf":"\d+"/, '"leaf":"0x3"')],
    ['a salt of another length', 'rows.jsonl', (text) => text.replace(/("action":")[^"]{24}"/, '$1AAAA"')],
    ['a lone surrogate', 'rows.jsonl', (text) => text.replace('action 0', '\\ud800')],
    ['a null', 'rows.jsonl', (text) => text.replace('action 0', '\u0000')],
    ['a constructor', 'rows.jsonl', (text) => text.replace('"action":"action 0"', '"constructor":"action 0"')],
    ['a field that has no value', 'rows.jsonl', (text) => text.replace('"action":"action 0",', '')],
    ['a size beyond counting', 'checkpoint.txt', (text) => text.replace(/\n\d+\n/, '\n99999999999999999999\n')],
    ['a size that is smaller', 'checkpoint.txt', (text) => text.replace(/\n\d+\n/, '\n5\n')],
    ['a root that is none', 'checkpoint.txt', (text) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, '\nAAAA\n')],
    ['no text at all', 'checkpoint.txt', () => ''],
    ['a policy of a thousand logs', 'policy.txt', (text) => text.replace('quorum', `${text.split('\n')[0]}\n`.repeat(1_000))],
    ['a policy without a quorum', 'policy.txt', (text) => text.replace(/quorum.*\n/, '')],
  ];

  test.each(changes)('%s in %s', async (_what, name, change) => {
    const changed = withText(files, name, change);
    expect(changed.get(name)).not.toEqual(files.get(name));
    expect(await verdictOf(changed)).toMatchObject({ code: 1 });
    // Also where it was signed by somebody who has the key; and then the policy inside, which proves nothing, is at least one.
    expect((await verdictOf(resigned(changed, logKey))).code).not.toBe(0);
  });

  test.each([...files.keys()])('%s of bytes that are no text', async (name) => {
    const odd: Files = new Map(files).set(name, Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80, 0x0a]));
    expect([1, 2]).toContain((await verdictOf(odd)).code);
    expect((await verdictOf(resigned(odd, logKey))).code).not.toBe(0);
  });
});
