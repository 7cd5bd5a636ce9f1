import { isSameBytes } from './encoding';
import { type Hash, joinNodes, type NodeId, type NodeReader, nodeHash, perfectNodes, splitPoint } from './tree';

/**
 * That the leaf at `index` is in the tree of that size (RFC 6962, section 2.1.1): its sibling first, the child of the root last.
 *
 * @throws {RangeError} where there is no such leaf
 */
export async function inclusionProof(index: number, size: number, read: NodeReader): Promise<Hash[]> {
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size)) {
    throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`);
  }
  return readRanges(inclusionRanges(index, 0, size), read);
}

/**
 * That the tree of the old size is the beginning of that of the new one (RFC 6962, section 2.1.2). Empty where the old one is empty or
 * the same.
 *
 * @throws {RangeError} where the old one is larger
 */
export async function consistencyProof(oldSize: number, newSize: number, read: NodeReader): Promise<Hash[]> {
  if (!(Number.isSafeInteger(newSize) && Number.isSafeInteger(oldSize) && oldSize >= 0 && oldSize <= newSize)) {
    throw new RangeError(`A tree of ${newSize} leaves never had ${oldSize}.`);
  }
  if (oldSize === 0 || oldSize === newSize) return [];
  return readRanges(consistencyRanges(oldSize, { start: 0, end: newSize }, true), read);
}

/** The leaves from `start` to `end`, whose common hash is one line of a proof. */
interface LeafRange {
  readonly start: number;
  readonly end: number;
}

function inclusionRanges(index: number, start: number, end: number): LeafRange[] {
  if (end - start <= 1) return [];
  const middle = start + splitPoint(end - start);
  return index < middle
    ? [...inclusionRanges(index, start, middle), { start: middle, end }]
    : [...inclusionRanges(index, middle, end), { start, end: middle }];
}

/** @param isWhole whether whoever checks knows the hash of the old tree over this range already */
function consistencyRanges(oldSize: number, { start, end }: LeafRange, isWhole: boolean): LeafRange[] {
  if (oldSize === end) return isWhole ? [] : [{ start, end }];
  const middle = start + splitPoint(end - start);
  return oldSize <= middle
    ? [...consistencyRanges(oldSize, { start, end: middle }, isWhole), { start: middle, end }]
    : [...consistencyRanges(oldSize, { start: middle, end }, false), { start, end: middle }];
}

/** All perfect subtrees of all ranges are asked for at once. */
async function readRanges(ranges: readonly LeafRange[], read: NodeReader): Promise<Hash[]> {
  const parts = ranges.map(({ start, end }) => perfectNodes(start, end));
  const nodes: readonly NodeId[] = parts.flat();
  const hashes = nodes.length === 0 ? [] : await read(nodes);
  let at = 0;
  return parts.map(({ length }) => {
    at += length;
    return joinNodes(hashes.slice(at - length, at));
  });
}

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  readonly root: Hash;
}

/** Whether the proof shows what is claimed, by the steps of RFC 9162, section 2.1.3.2. */
export function isIncluded({ index, size, leaf, root }: InclusionClaim, proof: readonly Hash[]): boolean {
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
  if (leaf.length !== 32 || proof.some(({ length }) => length !== 32)) return false;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSameBytes(hash, root);
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly newSize: number;
  readonly newRoot: Hash;
}

/** The same for two sizes of one tree, by the steps of RFC 9162, section 2.1.4.2. Every tree begins with the empty one. */
export function isConsistent({ oldSize, oldRoot, newSize, newRoot }: ConsistencyClaim, proof: readonly Hash[]): boolean {
  if (!(Number.isSafeInteger(newSize) && Number.isSafeInteger(oldSize) && oldSize >= 0 && oldSize <= newSize)) return false;
  if (proof.some(({ length }) => length !== 32)) return false;
  if (oldSize === newSize) return proof.length === 0 && isSameBytes(oldRoot, newRoot) && isRootOfEmpty(oldSize, oldRoot);
  if (oldSize === 0) return proof.length === 0 && isRootOfEmpty(0, oldRoot);
  let [place, last] = [oldSize - 1, newSize - 1];
  while (place % 2 === 1) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  // Where the old tree is one perfect subtree its root is the first line, and not written.
  const [first, ...rest] = place === 0 ? [oldRoot, ...proof] : proof;
  if (!first) return false;
  let [old, young] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [old, young] = [nodeHash(hash, old), nodeHash(hash, young)];
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      young = nodeHash(young, hash);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSameBytes(old, oldRoot) && isSameBytes(young, newRoot);
}

function isRootOfEmpty(size: number, root: Hash): boolean {
  return size !== 0 || isSameBytes(root, joinNodes([]));
}
