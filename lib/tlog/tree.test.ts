import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactProof, rootFromCompactProof } from './compact-proof';
import { appendLeaves, emptyFrontier, frontierRoot, isFrontier, readFrontier } from './frontier';
import { bytesOf, printHex } from './platform';
import { consistencyProof, inclusionProof, isConsistent, isIncluded } from './proofs';
import { nodesFromTiles, parseTilePath, tilePath, tilesOf, tileWidth } from './tiles';
import { type Hash, leafHash, type NodeId, type NodeReader, nodeHash } from './tree';

interface Vectors {
  readonly leaves: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { index: number; size: number; proof: string[] }[];
  readonly consistency: readonly { old: number; new: number; proof: string[] }[];
}

const rfc: Vectors = JSON.parse(readFileSync('tests/vectors/rfc6962.json', 'utf8'));
const c2sp = JSON.parse(readFileSync('tests/vectors/c2sp.json', 'utf8')) as {
  tilePaths: { level: number; index: number; width: number; path: string }[];
  tilesOf: { size: number; full: number[]; partial: number[] }[];
};

/** A tree that keeps every perfect subtree, and can be asked for it. */
function treeOf(leaves: readonly Hash[]) {
  const nodes = new Map<string, Hash>();
  const frontier = appendLeaves(emptyFrontier, leaves, ({ level, index }, hash) => nodes.set(`${level}/${index}`, hash));
  const read: NodeReader = async (asked: readonly NodeId[]) =>
    asked.map(({ level, index }) => {
      const hash = nodes.get(`${level}/${index}`);
      if (!hash) throw new Error(`There is no node ${level}/${index}.`);
      return hash;
    });
  return { nodes, frontier, read };
}

const hashesOf = (count: number) => Array.from({ length: count }, (_, at) => leafHash(bytesOf(`leaf ${at}`)));
const flipped = (hash: Hash) => Uint8Array.from(hash, (byte, at) => (at === 7 ? byte ^ 1 : byte));
async function* pieces(hashes: readonly Hash[]) {
  yield* hashes;
}

/** RFC 6962 word for word, to compare with. */
function rootByTheBook(leaves: readonly Hash[]): Hash {
  if (leaves.length === 1 && leaves[0]) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(rootByTheBook(leaves.slice(0, split)), rootByTheBook(leaves.slice(split)));
}

describe('RFC 6962', () => {
  const leaves = rfc.leaves.map((hex) => leafHash(Buffer.from(hex, 'hex')));

  test.each(rfc.roots.map((root, size) => ({ root, size })))('the root of $size leaves', ({ root, size }) => {
    expect(printHex(frontierRoot(appendLeaves(emptyFrontier, leaves.slice(0, size))))).toBe(root);
  });

  test.each(rfc.inclusion)('the path of leaf $index among $size', async ({ index, size, proof }) => {
    const { read } = treeOf(leaves.slice(0, size));
    expect((await inclusionProof(index, size, read)).map(printHex)).toEqual(proof);
  });

  test.each(rfc.consistency)('from $old to $new leaves', async (vector) => {
    const { read } = treeOf(leaves);
    expect((await consistencyProof(vector.old, vector.new, read)).map(printHex)).toEqual(vector.proof);
  });
});

describe('every size up to 130', () => {
  const leaves = hashesOf(130);
  const { read } = treeOf(leaves);
  const otherLeaves = leaves.map(flipped);
  const roots = Array.from({ length: 131 }, (_, size) => frontierRoot(appendLeaves(emptyFrontier, leaves.slice(0, size))));

  const otherRoots = roots.map(flipped);

  test('has the root of the book', () => {
    for (let size = 1; size <= 130; size += 1) expect(printHex(roots[size] as Hash)).toBe(printHex(rootByTheBook(leaves.slice(0, size))));
  });

  test('has an inclusion proof for each leaf, which is good for this leaf, place and root alone', async () => {
    let good = 0;
    let accepted = 0;
    for (let size = 1; size <= 130; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, read);
        const claim = { index, size, leaf: leaves[index] as Hash, root: roots[size] as Hash };
        if (isIncluded(claim, proof)) good += 1;
        const wrong = [
          isIncluded({ ...claim, leaf: otherLeaves[index] as Hash }, proof),
          isIncluded({ ...claim, root: otherRoots[size] as Hash }, proof),
          isIncluded({ ...claim, index: index === 0 ? size - 1 : index - 1 }, proof) && size > 1,
          isIncluded(claim, [...proof, claim.leaf]),
          isIncluded(claim, proof.slice(1)) && proof.length > 0,
          isIncluded(claim, [...proof.slice(0, -1), claim.leaf]) && proof.length > 0,
        ];
        accepted += wrong.filter(Boolean).length;
      }
    }
    expect({ good, accepted }).toEqual({ good: (130 * 131) / 2, accepted: 0 });
  });

  test('has a consistency proof from each smaller one, which is good for these roots alone', async () => {
    let good = 0;
    let accepted = 0;
    for (let newSize = 0; newSize <= 130; newSize += 1) {
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
        const proof = await consistencyProof(oldSize, newSize, read);
        const claim = { oldSize, newSize, oldRoot: roots[oldSize] as Hash, newRoot: roots[newSize] as Hash };
        if (isConsistent(claim, proof)) good += 1;
        const wrong = [
          isConsistent({ ...claim, oldRoot: otherRoots[oldSize] as Hash }, proof),
          isConsistent({ ...claim, newRoot: otherRoots[newSize] as Hash }, proof) && oldSize > 0,
          isConsistent(claim, [...proof, claim.newRoot]),
          isConsistent(claim, proof.slice(1)) && proof.length > 0,
          isConsistent(claim, [leaves[0] as Hash, ...proof.slice(1)]) && proof.length > 0 && oldSize !== 1,
        ];
        accepted += wrong.filter(Boolean).length;
      }
    }
    expect({ good, accepted }).toEqual({ good: (131 * 132) / 2, accepted: 0 });
  });

  test('grows from any earlier one, and is read back from its nodes', async () => {
    for (let size = 0; size <= 130; size += 1) {
      const frontier = await readFrontier(size, read);
      expect(isFrontier(frontier)).toBe(true);
      expect(frontierRoot(frontier)).toEqual(roots[size]);
      expect(frontierRoot(appendLeaves(frontier, leaves.slice(size)))).toEqual(roots[130]);
    }
  });
});

test('law: one proof for any leaves gives the root, and with anything changed another or none', async () => {
  const leaves = hashesOf(300);
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 0, max: 300 })
        .chain((size) => fc.tuple(fc.constant(size), fc.subarray(Array.from({ length: size }, (_, at) => at)))),
      fc.nat(),
      async ([size, indices], pick) => {
        const { read, frontier } = treeOf(leaves.slice(0, size));
        const proof: Hash[] = [];
        for await (const piece of compactProof(indices, size, read)) proof.push(...piece);
        const root = printHex(frontierRoot(frontier));
        const proven = { indices, size, leafAt: (place: number) => leaves[indices[place] ?? 0] as Hash };
        const made = async (given: typeof proven, hashes: readonly Hash[]) => {
          const found = await rootFromCompactProof(given, pieces(hashes));
          return found && printHex(found);
        };
        expect(await made(proven, proof)).toBe(root);
        expect(await made(proven, [...proof, leaves[0] as Hash])).toBeNull();
        if (proof.length > 0) {
          const at = pick % proof.length;
          expect(await made(proven, proof.slice(1))).toBeNull();
          const changed = proof.map((hash, place) => (place === at ? flipped(hash) : hash));
          expect(await made(proven, changed)).not.toBe(root);
        }
        if (indices.length > 0) {
          const at = pick % indices.length;
          const changed = (place: number) => (place === at ? flipped(proven.leafAt(place)) : proven.leafAt(place));
          expect(await made({ ...proven, leafAt: changed }, proof)).not.toBe(root);
          expect(await made({ ...proven, indices: indices.with(at, indices[at - 1] ?? size) }, proof)).toBeNull();
        }
      },
    ),
    { numRuns: 200 },
  );
});

describe('tiles', () => {
  test.each(c2sp.tilePaths)('$path', ({ path, ...tile }) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each([
    'tile/64/000',
    'tile/00/000',
    'tile/0/0',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/1000',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/001/000',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])('%s is no path of one', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  test.each(c2sp.tilesOf)('of a tree of $size', ({ size, full, partial }) => {
    const tiles = [...tilesOf(size)];
    expect(full.map((_, level) => tiles.filter((tile) => tile.level === level && tile.width === tileWidth).length)).toEqual(full);
    const widths = partial.map((_, level) => tiles.find((tile) => tile.level === level && tile.width < tileWidth)?.width ?? 0);
    expect(widths).toEqual(partial);
  });

  test('give every node of a tree of 70,000', async () => {
    const size = 70_000;
    const { nodes, frontier } = treeOf(hashesOf(size));
    const tiles = new Map([...tilesOf(size)].map((tile) => [tilePath(tile), tile]));
    const read = nodesFromTiles(size, async ({ level, index, width }) => {
      expect(tiles.has(tilePath({ level, index, width }))).toBe(true);
      return Buffer.concat(Array.from({ length: width }, (_, at) => nodes.get(`${8 * level}/${index * tileWidth + at}`) as Hash));
    });
    expect(frontierRoot(await readFrontier(size, read))).toEqual(frontierRoot(frontier));
    const index = 65_537;
    const leaf = nodes.get(`0/${index}`) as Hash;
    expect(isIncluded({ index, size, leaf, root: frontierRoot(frontier) }, await inclusionProof(index, size, read))).toBe(true);
    const old = frontierRoot(await readFrontier(65_536, read));
    const claim = { oldSize: 65_536, oldRoot: old, newSize: size, newRoot: frontierRoot(frontier) };
    expect(isConsistent(claim, await consistencyProof(65_536, size, read))).toBe(true);
    await expect(read([{ level: 16, index: 1 }])).rejects.toThrow(RangeError);
  });
});

test('there is no proof of what is not there', async () => {
  const { read } = treeOf(hashesOf(5));
  await expect(inclusionProof(5, 5, read)).rejects.toThrow(RangeError);
  await expect(inclusionProof(-1, 5, read)).rejects.toThrow(RangeError);
  await expect(consistencyProof(6, 5, read)).rejects.toThrow(RangeError);
});
