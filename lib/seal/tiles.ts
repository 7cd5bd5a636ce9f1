import { type NodeReader, nodesFromTiles, type TileId, tileWidth } from '@/lib/tlog';
import type { Client } from './ledger';

/** A tile as `32 · width` bytes; shorter where the ledger has lost some of it. */
export async function readTile(sql: Client, { level, index, width }: TileId): Promise<Buffer> {
  if (width === tileWidth) {
    const [full] = await sql<{ hashes: Buffer }[]>`select hashes from seal_tiles where level = ${level} and "index" = ${index}`;
    if (full) return full.hashes;
  }
  const from = index * tileWidth;
  const [row] =
    level === 0
      ? await sql<{ hashes: Buffer | null }[]>`
          select string_agg(hash, '' order by "index") as hashes from seal_leaves where "index" >= ${from} and "index" < ${from + width}`
      : await sql<{ hashes: Buffer | null }[]>`
          select string_agg(root, '' order by "index") as hashes from seal_tiles
          where level = ${level - 1} and "index" >= ${from} and "index" < ${from + width}`;
  return row?.hashes ?? Buffer.alloc(0);
}

/** The nodes of the tree when it had this size. */
export function nodesOf(sql: Client, size: number): NodeReader {
  return nodesFromTiles(size, (tile) => readTile(sql, tile));
}
