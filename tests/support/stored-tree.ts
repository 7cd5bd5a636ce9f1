import type postgres from 'postgres';
import { appendLeaves, consistencyProof, emptyFrontier, type Hash, type NodeId } from '@/lib/tlog';

/**
 * Proofs that the tree of an older size is the beginning of that of `size`, from the hashes of the leaves alone: made without the tiles of the
 * ledger, and so a look at them too.
 */
export async function storedTree(sql: postgres.Sql, size: number): Promise<(oldSize: number) => Promise<readonly Hash[]>> {
  const rows = await sql<{ hash: Buffer }[]>`select hash from seal_leaves where "index" < ${size} order by "index"`;
  const nodes = new Map<string, Hash>();
  const keyOf = ({ level, index }: NodeId) => `${level}/${index}`;
  appendLeaves(
    emptyFrontier,
    rows.map(({ hash }) => hash),
    (node, hash) => void nodes.set(keyOf(node), hash),
  );
  return (oldSize) => consistencyProof(oldSize, size, async (asked) => asked.map((node) => nodes.get(keyOf(node)) ?? new Uint8Array(32)));
}
