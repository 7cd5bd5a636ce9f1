import { type Hash, joinNodes, type NodeId, type NodeReader, nodeHash, perfectNodes } from './tree';

/** All that is needed to append: the size, and the hashes of the perfect subtrees from the largest to the smallest. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Hash[];
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

/** Hears of each perfect subtree as it comes to be, leaves too, children before parents. */
export type OnNode = (node: NodeId, hash: Hash) => void;

/** Appends so many leaves, given by their hashes. */
export function appendLeaves({ size, hashes }: Frontier, leaves: Iterable<Hash>, onNode?: OnNode): Frontier {
  const stack = [...hashes];
  let count = size;
  for (const leaf of leaves) {
    let hash = leaf;
    let index = count;
    let level = 0;
    onNode?.({ level, index }, hash);
    // Each one at the end of the old size, read as bits, is a subtree that the new leaf completes.
    while (index % 2 === 1) {
      const left = stack.pop();
      if (!left) throw new Error(`A frontier of size ${size} holds too few hashes.`);
      hash = nodeHash(left, hash);
      index = (index - 1) / 2;
      level += 1;
      onNode?.({ level, index }, hash);
    }
    stack.push(hash);
    count += 1;
  }
  return { size: count, hashes: stack };
}

export function frontierRoot({ hashes }: Frontier): Hash {
  return joinNodes(hashes);
}

/** Whether there are as many hashes as a tree of this size has perfect subtrees. */
export function isFrontier({ size, hashes }: Frontier): boolean {
  return hashes.length === perfectNodes(0, size).length && hashes.every((hash) => hash.length === 32);
}

/** The frontier of a tree whose nodes are stored. */
export async function readFrontier(size: number, read: NodeReader): Promise<Frontier> {
  const nodes = perfectNodes(0, size);
  return { size, hashes: nodes.length === 0 ? [] : await read(nodes) };
}
