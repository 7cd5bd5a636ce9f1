import { sha256 } from './platform';

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;

/**
 * A perfect subtree: the one over the leaves from `index · 2^level` to `(index + 1) · 2^level`. Of these a tree stores what it likes;
 * every proof is made of them.
 */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/** Gives the hashes of perfect subtrees, in the order in which they are asked for. */
export type NodeReader = (nodes: readonly NodeId[]) => Promise<readonly Hash[]>;

export function leafHash(entry: Uint8Array): Hash {
  const bytes = new Uint8Array(entry.length + 1);
  bytes.set(entry, 1);
  return sha256(bytes);
}

/** Used again for each node: a million of them are made in a second. */
const pair = new Uint8Array(65);
pair[0] = 1;

export function nodeHash(left: Hash, right: Hash): Hash {
  pair.set(left, 1);
  pair.set(right, 33);
  return sha256(pair);
}

export const emptyRoot: Hash = sha256(new Uint8Array(0));

/**
 * The perfect subtrees, the largest first, that leaves from `start` to `end` consist of; `start` must be where a subtree of that size
 * may begin, as it is for every part of a proof.
 */
export function perfectNodes(start: number, end: number): NodeId[] {
  const nodes: NodeId[] = [];
  let at = start;
  while (at < end) {
    const level = Math.min(trailingZeros(at), floorLog2(end - at));
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** The hash over neighbouring perfect subtrees, the largest first. */
export function joinNodes(hashes: readonly Hash[]): Hash {
  if (hashes.length === 0) return emptyRoot;
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** The largest power of two below n, which is at least 2. */
export function splitPoint(n: number): number {
  const level = floorLog2(n);
  return 2 ** level === n ? 2 ** (level - 1) : 2 ** level;
}

/** Not by bits, which end at 32. */
export function floorLog2(n: number): number {
  let level = Math.floor(Math.log2(n));
  // The logarithm of a number just below a power of two is rounded up to it.
  if (2 ** level > n) level -= 1;
  return level;
}

function trailingZeros(n: number): number {
  if (n === 0) return 53;
  let zeros = 0;
  for (let rest = n; rest % 2 === 0; rest /= 2) zeros += 1;
  return zeros;
}
