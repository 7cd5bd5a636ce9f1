import { type Hash, joinNodes, type NodeId, type NodeReader, nodeHash, perfectNodes } from './tree';

/**
 * One proof for many leaves at once: the hashes of the perfect subtrees that hold none of them, left before right
 * (docs/evidence-format.md says how they are walked). Given in pieces, so that nothing large is ever whole in memory.
 *
 * @param indices of the leaves, ascending, none twice
 */
export async function* compactProof(indices: ArrayLike<number>, size: number, read: NodeReader): AsyncGenerator<readonly Hash[]> {
  let asked: NodeId[] = [];
  for (const node of nodesBeside(indices, size)) {
    asked.push(node);
    if (asked.length === askedAtOnce) {
      yield await read(asked);
      asked = [];
    }
  }
  if (asked.length > 0) yield await read(asked);
}

const askedAtOnce = 1_000;

function* nodesBeside(indices: ArrayLike<number>, size: number): Generator<NodeId> {
  assertAscending(indices, size);
  let next = 0;
  for (const top of perfectNodes(0, size)) {
    const stack = [top];
    for (let node = stack.pop(); node; node = stack.pop()) {
      const end = (node.index + 1) * 2 ** node.level;
      const leaf = indices[next];
      if (leaf === undefined || leaf >= end) yield node;
      else if (node.level === 0) next += 1;
      else stack.push(...childrenFromRight(node));
    }
  }
}

export interface ProvenLeaves {
  /** Ascending, none twice. */
  readonly indices: ArrayLike<number>;
  readonly leafAt: (place: number) => Hash;
  readonly size: number;
}

/**
 * The root of the tree in which these leaves stand, if the proof is what it says. Null where it has too many hashes or too few, or the
 * leaves are none of a tree of this size. To be compared with a root that somebody signed.
 */
export async function rootFromCompactProof({ indices, leafAt, size }: ProvenLeaves, proof: AsyncIterable<Hash>): Promise<Hash | null> {
  if (!isAscending(indices, size)) return null;
  const hashes = proof[Symbol.asyncIterator]();
  let next = 0;
  const tops: Hash[] = [];
  for (const top of perfectNodes(0, size)) {
    const done: { level: number; hash: Hash }[] = [];
    const stack = [top];
    for (let node = stack.pop(); node; node = stack.pop()) {
      const leaf = indices[next];
      let hash: Hash;
      if (leaf === undefined || leaf >= (node.index + 1) * 2 ** node.level) {
        const given = await hashes.next();
        if (given.done || given.value.length !== 32) return null;
        hash = given.value;
      } else if (node.level === 0) {
        hash = leafAt(next);
        next += 1;
      } else {
        stack.push(...childrenFromRight(node));
        continue;
      }
      let level = node.level;
      // A right child meets its left sibling, which was done before it.
      for (let left = done.at(-1); left?.level === level && level < top.level; left = done.at(-1)) {
        done.pop();
        hash = nodeHash(left.hash, hash);
        level += 1;
      }
      done.push({ level, hash });
    }
    const [whole] = done;
    if (!whole) return null;
    tops.push(whole.hash);
  }
  const rest = await hashes.next();
  return rest.done ? joinNodes(tops) : null;
}

function childrenFromRight({ level, index }: NodeId): NodeId[] {
  return [
    { level: level - 1, index: 2 * index + 1 },
    { level: level - 1, index: 2 * index },
  ];
}

function assertAscending(indices: ArrayLike<number>, size: number): void {
  if (!isAscending(indices, size)) throw new RangeError(`These are no ascending leaves of a tree of ${size}.`);
}

function isAscending(indices: ArrayLike<number>, size: number): boolean {
  for (let place = 0; place < indices.length; place += 1) {
    const index = indices[place] ?? Number.NaN;
    const isNext = Number.isSafeInteger(index) && index > (place === 0 ? -1 : (indices[place - 1] ?? 0)) && index < size;
    if (!isNext) return false;
  }
  return true;
}
