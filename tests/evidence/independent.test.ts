import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  appendLeaves,
  bytesOf,
  consistencyProof,
  emptyFrontier,
  frontierRoot,
  type Hash,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  parseCheckpoint,
  parseNote,
  printBase64,
  printVerifierKey,
} from '@/lib/tlog';
import { type Files, logKey, makeBundle, makeLog, otherKey, treeOf, verdictOf } from '@/tests/support/bundles';
import { type Claim, goVerifier, whyNoGo } from '@/tests/support/independent';
import { notChecked } from '@/tests/support/shared';

/** Verifiers of others, with not a line of ours: they accept what we make, and refuse what we refuse. */

/** Deep in sigstore's package, which does not offer it by name. */
const { verifyMerkleInclusion } = createRequire(import.meta.url)(resolve('node_modules/@sigstore/verify/dist/timestamp/merkle.js')) as {
  verifyMerkleInclusion(entry: object): void;
};

function sigstoreAccepts({ entry = '', index = 0, size = 0, root = '', proof = [] }: Claim): boolean {
  const [rootHash, hashes] = [Buffer.from(root, 'base64'), proof.map((hash) => Buffer.from(hash, 'base64'))];
  const inclusionProof = { logIndex: String(index), treeSize: String(size), rootHash, hashes, checkpoint: { envelope: '' } };
  try {
    verifyMerkleInclusion({ canonicalizedBody: Buffer.from(entry), inclusionProof });
    return true;
  } catch {
    // So it refuses.
    return false;
  }
}

function isOurs({ entry = '', index = 0, size = 0, root = '', proof = [], oldSize, oldRoot = '' }: Claim): boolean {
  const hashes = proof.map((hash) => Buffer.from(hash, 'base64'));
  if (oldSize !== undefined) {
    return isConsistent({ oldSize, oldRoot: Buffer.from(oldRoot, 'base64'), newSize: size, newRoot: Buffer.from(root, 'base64') }, hashes);
  }
  return isIncluded({ index, size, leaf: leafHash(bytesOf(entry)), root: Buffer.from(root, 'base64') }, hashes);
}

const entries = Array.from({ length: 130 }, (_, at) => `auditleaf/v1 ${at}`);
const { readNodes } = treeOf(entries.map((entry) => leafHash(bytesOf(entry))));
const rootOf = (size: number) =>
  printBase64(
    frontierRoot(
      appendLeaves(
        emptyFrontier,
        entries.slice(0, size).map((entry) => leafHash(bytesOf(entry))),
      ),
    ),
  );
const lines = (hashes: readonly Hash[]) => hashes.map(printBase64);

/** Each claim with one thing changed, a different one from claim to claim. */
function changed(claim: Claim, at: number): Claim {
  const other = printBase64(leafHash(bytesOf(`other ${at}`)));
  const { proof = [] } = claim;
  switch (at % 6) {
    case 0:
      return { ...claim, root: other };
    case 1:
      return claim.oldRoot === undefined ? { ...claim, entry: `${claim.entry}x` } : { ...claim, oldRoot: other };
    case 2:
      return { ...claim, proof: [...proof, other] };
    case 3:
      return proof.length > 0 ? { ...claim, proof: proof.slice(1) } : { ...claim, root: other };
    case 4:
      return proof.length > 0 ? { ...claim, proof: proof.with(at % proof.length, other) } : { ...claim, proof: [other] };
    default:
      return proof.length > 1 ? { ...claim, proof: proof.toReversed() } : { ...claim, root: other };
  }
}

async function inclusionClaims(): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (let size = 1; size <= entries.length; size += 1) {
    const root = rootOf(size);
    for (let index = 0; index < size; index += 1) {
      claims.push({
        kind: 'inclusion',
        entry: entries[index] ?? '',
        index,
        size,
        root,
        proof: lines(await inclusionProof(index, size, readNodes)),
      });
    }
  }
  return claims;
}

async function consistencyClaims(): Promise<Claim[]> {
  const claims: Claim[] = [];
  const roots = Array.from({ length: entries.length + 1 }, (_, size) => rootOf(size));
  for (let size = 1; size <= entries.length; size += 1) {
    for (let oldSize = 1; oldSize <= size; oldSize += 1) {
      const proof = lines(await consistencyProof(oldSize, size, readNodes));
      claims.push({ kind: 'consistency', size, root: roots[size] ?? '', oldSize, oldRoot: roots[oldSize] ?? '', proof });
    }
  }
  return claims;
}

/** The leaves of a bundle that has a proof for each, as Go is asked for them. */
function claimsOf(files: Files, leafTexts: readonly string[], key: string): Claim[] {
  return [...files]
    .filter(([name]) => name.startsWith('proofs/'))
    .map(([name, bytes]) => ({
      kind: 'file',
      key,
      note: Buffer.from(bytes).toString(),
      entry: leafTexts[Number(name.match(/\d+/)?.[0])] ?? '',
    }));
}

const noGo = whyNoGo();
if (noGo) notChecked("Go's golang.org/x/mod/sumdb", noGo);
else {
  describe("Go's golang.org/x/mod/sumdb", () => {
    let go: ReturnType<typeof goVerifier>;
    beforeAll(() => {
      go = goVerifier();
    }, 120_000);
    afterAll(() => go?.remove());

    test('accepts every inclusion proof up to 130 leaves, and refuses each when anything in it is changed', async () => {
      const claims = await inclusionClaims();
      expect(claims.length).toBe((130 * 131) / 2);
      expect(go.accepts(claims).filter((accepted) => !accepted)).toEqual([]);
      const wrong = claims.map(changed);
      expect(go.accepts(wrong)).toEqual(wrong.map(isOurs));
      expect(wrong.filter(isOurs)).toEqual([]);
    });

    test('accepts every consistency proof, and refuses what we refuse', async () => {
      const claims = await consistencyClaims();
      expect(go.accepts(claims).filter((accepted) => !accepted)).toEqual([]);
      const wrong = claims.map(changed);
      expect(go.accepts(wrong)).toEqual(wrong.map(isOurs));
      // Of a tree of one size with itself nothing but a root can be changed.
      expect(wrong.filter(isOurs)).toEqual([]);
    });

    test('opens checkpoints and manifests, and none with a bit changed', async () => {
      const files = await makeBundle(makeLog({ rows: 3 }));
      const key = printVerifierKey(logKey);
      for (const name of ['checkpoint.txt', 'manifest.txt']) {
        const bytes = Buffer.from(files.get(name) ?? []);
        const claims: Claim[] = [{ kind: 'note', key, note: bytes.toString() }];
        for (let at = 0; at < bytes.length; at += 1) {
          const other = Buffer.from(bytes);
          other[at] = (other[at] ?? 0) ^ (1 << (at % 7));
          claims.push({ kind: 'note', key, note: other.toString() });
        }
        const [whole, ...rest] = go.accepts(claims);
        expect([whole, rest.filter(Boolean)]).toEqual([true, []]);
        expect(go.accepts([{ kind: 'note', key: printVerifierKey(otherKey), note: bytes.toString() }])).toEqual([false]);
      }
    });

    test.each([0, 1, 2, 3, 255, 256])('accepts each row of a bundle of %d, and no other leaf in its place', async (rows) => {
      const log = makeLog({ rows });
      const files = await makeBundle(log);
      expect((await verdictOf(files)).code).toBe(0);
      const claims = claimsOf(files, log.leafTexts, printVerifierKey(logKey));
      expect(claims.length).toBe(rows);
      expect(go.accepts(claims).filter((accepted) => !accepted)).toEqual([]);
      expect(
        go.accepts(claims.map((claim) => ({ ...claim, entry: claim.entry?.replace('tracebook', 'elsewhere') ?? '' }))).filter(Boolean),
      ).toEqual([]);
    });

    test.each(process.env.TRACEBOOK_FAULTS === 'all' ? [257, 65_535, 65_536, 65_537] : [257, 65_537])(
      'agrees on a bundle of %d rows',
      async (rows) => {
        const log = makeLog({ rows, every: 1 });
        const files = await makeBundle(log);
        expect(await verdictOf(files)).toMatchObject({ code: 0, provenRows: rows });
        const { size, root } = parseCheckpoint(parseNote(log.checkpoint)?.text ?? '') ?? { size: 0, root: new Uint8Array(32) };
        const claims: Claim[] = [];
        for (const index of [0, 1, 254, 255, 256, Math.floor(size / 2), size - 2, size - 1]) {
          const proof = lines(await inclusionProof(index, size, log.readNodes));
          claims.push({ kind: 'inclusion', entry: log.leafTexts[index] ?? '', index, size, root: printBase64(root), proof });
        }
        expect(go.accepts(claims)).toEqual(claims.map(() => true));
        expect(claims.map(sigstoreAccepts)).toEqual(claims.map(() => true));
        // A row in the middle with one letter changed.
        const text = Buffer.from(files.get('rows.jsonl') ?? []).toString();
        const broken = new Map(files).set(
          'rows.jsonl',
          Buffer.from(text.replace(`"action ${Math.floor(rows / 2)}"`, `"actioN ${Math.floor(rows / 2)}"`)),
        );
        expect((await verdictOf(broken)).code).toBe(1);
      },
      120_000,
    );
  });
}

describe("sigstore's Merkle code", () => {
  test('accepts every inclusion proof up to 130 leaves, and refuses each when anything in it is changed', async () => {
    const claims = await inclusionClaims();
    expect(claims.filter((claim) => !sigstoreAccepts(claim))).toEqual([]);
    expect(claims.map(changed).filter(sigstoreAccepts)).toEqual([]);
  });
});

describe('OpenSSL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function isSigned(note: string): boolean {
    const parsed = parseNote(note);
    const key = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), logKey.publicKey]);
    writeFileSync(join(folder, 'key.pem'), createPublicKey({ key, format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' }));
    writeFileSync(join(folder, 'text'), parsed?.text ?? '');
    writeFileSync(join(folder, 'signature'), parsed?.signatures[0]?.signature ?? '');
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', 'key.pem', '-rawin', '-in', 'text', '-sigfile', 'signature'];
    try {
      return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).includes('Successfully');
    } catch (error) {
      // Without OpenSSL nothing was looked at; with it, so it refuses.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
      return false;
    }
  }

  test('verifies the signature of a checkpoint and of a manifest, and of none that was changed', async () => {
    const files = await makeBundle(makeLog({ rows: 3 }));
    for (const name of ['checkpoint.txt', 'manifest.txt']) {
      const note = Buffer.from(files.get(name) ?? []).toString();
      expect(isSigned(note)).toBe(true);
      expect(isSigned(note.replace(/\d/, '9'))).toBe(false);
      expect(isSigned(note.replace(/\n\n— (\S+) (.{20})./, (_all, origin: string, head: string) => `\n\n— ${origin} ${head}_`))).toBe(
        false,
      );
    }
  });

  test('docs/evidence.md says how to ask it', () => {
    expect(readFileSync('docs/evidence.md', 'utf8')).toContain('openssl pkeyutl -verify -rawin');
  });
});
