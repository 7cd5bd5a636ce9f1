import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { recordActions } from '@/lib/audit';
import { database } from '@/lib/database';
import { askExport, getExport, whyNoBundle } from '@/lib/export';
import { getCheckpoint, getConsistency } from '@/lib/seal';
import { printBase64, printVerifierKey, signerKey } from '@/lib/tlog';
import { bundleCommandLine } from '@/tests/support/command-line';
import { freshDatabase } from '@/tests/support/database';
import { allAsCsv, fetchExport } from '@/tests/support/exports';
import { manifestIn } from '@/tests/support/manifest';
import { configureSealing, sealAll } from '@/tests/support/sealing';
import { viewerIn } from '@/tests/support/viewers';

const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
const everyone = viewerIn(['*'], { may: ['audit:read', 'audit:write', 'audit:export', 'evidence:read'] });
const verifier = resolve('dist/verify.mjs');
const now = '2026-10-03T18:00:00.000000Z';
let key: string;

beforeAll(async () => {
  bundleCommandLine();
  const sealing = configureSealing();
  await freshDatabase();
  key = printVerifierKey(signerKey('127.0.0.1:3000/audit', Buffer.from(sealing.key, 'base64')));
  await recordActions(everyone, actions('billing', 1_400), { now, source: 'billing' });
  await recordActions(everyone, actions('few', 40), { now, source: 'few' });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('there is no bundle before anything is sealed', async () => {
  const about = (sentence: string) => ({ errors: [{ at: 'format', message: expect.stringContaining(sentence) }] });
  await expect(askExport(everyone, { ...allAsCsv, format: 'bundle' })).rejects.toMatchObject({
    code: 'unavailable',
    options: { retryAfterSeconds: 60, ...about('ask again in a minute, or take another form') },
  });
  const sample = { ...everyone, sees: 'sample' } as const;
  await expect(askExport(sample, { ...allAsCsv, format: 'bundle' })).rejects.toMatchObject({
    code: 'malformed',
    options: about('The sample is never sealed'),
  });
  expect([whyNoBundle(everyone), whyNoBundle(sample)]).toEqual([null, expect.stringContaining('sample')]);
  await sealAll();
});

describe('a bundle', () => {
  test.each([
    ['of few rows, each with its own proof', 'source:few', 40],
    ['of many rows, with one compact proof', 'source:billing', 1_400],
    ['of no row', 'actor:nobody', 0],
  ])('%s is verified by the verifier of the build', async (_name, q, rows) => {
    const { bytes, ended } = await fetchExport(everyone, { format: 'bundle', filter: parseFilter(q), reason: 'a test' });
    const end = await ended;
    expect(manifestIn(end.state === 'whole' ? end.manifest : null)).toMatchObject({
      rows: String(rows),
      not_sealed: '0',
      format: 'bundle',
    });
    const { code, verdict } = verify(bytes, ['--key', key]);
    expect([code, verdict]).toMatchObject([0, { manifest: { rows } }]);
    // Only the key inside vouches for it.
    expect(verify(bytes, []).code).toBe(3);
    expect(verify(bytes.subarray(0, bytes.length - 30), ['--key', key]).code).toBe(2);
  });

  test('unpacks with another program into the same files', async () => {
    const { bytes } = await fetchExport(everyone, { format: 'bundle', filter: parseFilter('source:few') });
    await unpack(bytes, join(folder, 'unpacked'));
    expect(spawnSync(process.execPath, [verifier, '--key', key, join(folder, 'unpacked')]).status).toBe(0);
    expect(readFileSync(join(folder, 'unpacked/rows.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(40);
  });

  test('that is masked holds none of what is withheld, and is verified', async () => {
    const { bytes, ended } = await fetchExport(everyone, { format: 'bundle', filter: parseFilter('source:billing'), masking: 'people' });
    const { code, verdict } = verify(bytes, ['--key', key]);
    const end = await ended;
    expect([code, verdict]).toMatchObject([0, { manifest: { masking: { profile: 'people' } } }]);
    expect(manifestIn(end.state === 'whole' ? end.manifest : null).masking).toMatchObject({
      withheld: expect.arrayContaining(['actor_id', 'metadata']),
    });
    await unpack(bytes, join(folder, 'masked'));
    const rows = readFileSync(join(folder, 'masked/rows.jsonl'), 'utf8');
    expect([rows.includes('u_7'), rows.includes('secret-7')]).toEqual([false, false]);
  });

  test('says how many rows are not sealed yet, and leaves them out', async () => {
    await recordActions(everyone, actions('new', 3), { now, source: 'new' });
    const { bytes, ended } = await fetchExport(everyone, { format: 'bundle', filter: parseFilter('source:few,new') });
    const end = await ended;
    expect(manifestIn(end.state === 'whole' ? end.manifest : null)).toMatchObject({ rows: '40', not_sealed: '3' });
    expect(verify(bytes, ['--key', key]).code).toBe(0);
  });

  test('is not made of a row that is not what was sealed', async () => {
    await database('system').execute(sql`alter table admin_actions disable trigger user`);
    await database('system').execute(sql`update admin_actions set action = 'other.done' where source = 'few' and event_id = 'few-5'`);
    const record = await askExport(everyone, { ...allAsCsv, format: 'bundle', filter: parseFilter('source:few') });
    await expect(fetchExport(everyone, { format: 'bundle', filter: parseFilter('source:few') })).rejects.toThrow(/not what was sealed/);
    expect(await getExport(everyone, record.id)).toMatchObject({ state: 'asked' });
    await database('system').execute(sql`update admin_actions set action = 'customer.update' where source = 'few' and event_id = 'few-5'`);
    await database('system').execute(sql`alter table admin_actions enable trigger user`);
    expect(verify((await fetchExport(everyone, { format: 'bundle', filter: parseFilter('source:few') })).bytes, ['--key', key]).code).toBe(
      0,
    );
  });

  test('of one organisation holds its rows alone', async () => {
    const one = viewerIn(['org_1'], { may: ['audit:read', 'audit:export'], id: 'tok_one' });
    const { bytes, ended } = await fetchExport(one, { format: 'bundle' });
    const end = await ended;
    expect(manifestIn(end.state === 'whole' ? end.manifest : null)).toMatchObject({ rows: String(14 + 467), not_sealed: '1' });
    expect(verify(bytes, ['--key', key]).code).toBe(0);
  });
});

describe('a checkpoint that was kept vouches without any key', () => {
  const few = { format: 'bundle', filter: parseFilter('source:few') } as const;
  const kept = join(folder, 'kept.txt');
  const between = join(folder, 'between.txt');
  const proof = join(folder, 'proof.txt');
  let older: { readonly sizes: readonly number[]; readonly bytes: Uint8Array };
  let younger: typeof older;

  beforeAll(async () => {
    const bundle = async (name: string) => {
      const { bytes } = await fetchExport(everyone, few);
      await unpack(bytes, join(folder, name));
      return { bytes, sizes: existsSync(join(folder, name, 'consistency')) ? sizesIn(join(folder, name)) : [] };
    };
    older = await bundle('older');
    copyFileSync(join(folder, 'older/checkpoint.txt'), kept);
    for (const source of ['later', 'latest']) {
      await recordActions(everyone, actions(source, 5), { now, source });
      await sealAll();
      // One that no bundle states.
      if (source === 'later') writeFileSync(between, (await getCheckpoint(everyone)) ?? '');
    }
    younger = await bundle('younger');
  });

  test('where an earlier bundle had it: a younger bundle brings the proof', () => {
    expect(younger.sizes).toContain(sizeOf(kept));
    expect(verify(younger.bytes, ['--checkpoint', kept])).toMatchObject({ code: 0, verdict: { vouchedBy: 'checkpoint' } });
  });

  test('where no bundle had it: with the proof that the log gives, and with no other', async () => {
    expect(verify(younger.bytes, ['--checkpoint', between])).toMatchObject({ code: 3, verdict: { findings: [{ kind: 'key' }] } });
    const to = sizeOf(join(folder, 'younger/checkpoint.txt'));
    const lines = (await getConsistency(everyone, { from: sizeOf(between), to })).map((hash) => `${printBase64(hash)}\n`);
    writeFileSync(proof, lines.join(''));
    expect(verify(younger.bytes, ['--checkpoint', between, '--consistency', proof]).code).toBe(0);
    writeFileSync(proof, lines.slice(1).join(''));
    expect(verify(younger.bytes, ['--checkpoint', between, '--consistency', proof]).code).toBe(1);
  });

  test('where it is the younger one: the same', async () => {
    const lines = (await getConsistency(everyone, { from: sizeOf(kept), to: sizeOf(between) })).map((hash) => `${printBase64(hash)}\n`);
    writeFileSync(proof, lines.join(''));
    expect(verify(older.bytes, ['--checkpoint', between])).toMatchObject({ code: 3 });
    expect(verify(older.bytes, ['--checkpoint', between, '--consistency', proof]).code).toBe(0);
  });

  test('of bundles that somebody may not see in the register they learn nothing', async () => {
    const other = viewerIn(['org_9'], { may: ['audit:read', 'audit:export'], id: 'tok_nine' });
    const { bytes } = await fetchExport(other, { format: 'bundle' });
    await unpack(bytes, join(folder, 'other'));
    expect(existsSync(join(folder, 'other/consistency'))).toBe(false);
  });

  test('the log gives no proof of what it has not signed, nor to who may not see its evidence', async () => {
    await expect(getConsistency(everyone, { from: 1, to: 1_000_000 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(getConsistency(everyone, { from: 1_000_000, to: null })).rejects.toMatchObject({ code: 'malformed' });
    await expect(getConsistency(viewerIn(['*'], { may: ['audit:read'] }), { from: 1, to: null })).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });
});

function sizeOf(file: string): number {
  return Number(readFileSync(file, 'utf8').split('\n')[1]);
}

function sizesIn(bundle: string): readonly number[] {
  return readdirSync(join(bundle, 'consistency')).map((name) => Number(name.replace('.txt', '')));
}

test('manifests of other forms are signed by the log too', async () => {
  const { ended } = await fetchExport(everyone, { filter: parseFilter('source:few') });
  const end = await ended;
  const manifest = end.state === 'whole' ? end.manifest : '';
  expect(manifest).toMatch(/\n\n— 127\.0\.0\.1:3000\/audit [A-Za-z0-9+/=]+\n$/);
  expect(manifestIn(manifest)).toMatchObject({ format: 'csv', checkpoint: { origin: '127.0.0.1:3000/audit' } });
});

function actions(source: string, count: number) {
  return Array.from({ length: count }, (_, n) => ({
    event_id: `${source}-${n}`,
    created_at: `2026-09-0${1 + (n % 9)}T10:00:00.000001Z`,
    actor_id: `u_${n}`,
    action: 'customer.update',
    org_id: n % 3 === 0 ? 'org_1' : 'org_2',
    metadata: `{"note": "secret-${n}", "n": ${n}.0}`,
  }));
}

function verify(bytes: Uint8Array, args: readonly string[]) {
  const file = join(folder, 'a.zip');
  writeFileSync(file, bytes);
  const { status, stdout } = spawnSync(process.execPath, [verifier, '--json', ...args, file], { encoding: 'utf8' });
  return { code: status, verdict: JSON.parse(stdout) };
}

async function unpack(bytes: Uint8Array, into: string): Promise<void> {
  const zip = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true });
  for (const entry of await zip.getEntries()) {
    if (entry.directory) continue;
    const file = join(into, entry.filename);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await entry.getData(new Uint8ArrayWriter()));
  }
  await zip.close();
}
