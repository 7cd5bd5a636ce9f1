import { type Hash, joinNodes, type NodeId, type NodeReader } from './tree';

/** A stretch of hashes of one height, 256 of them when full. `level` counts tiles: their hashes stand `8 · level` above the leaves. */
export interface TileId {
  readonly level: number;
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
}

export const tileWidth = 256;

/** `tile/0/x001/x234/067`, and `.p/112` behind it for one that is not full: the paths of C2SP tlog-tiles. */
export function tilePath({ level, index, width }: TileId): string {
  const groups: string[] = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Null for whatever is not written just so. */
export function parseTilePath(path: string): TileId | null {
  const [, level, groups, partial] = /^tile\/(0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
  if (level === undefined || groups === undefined) return null;
  const id = {
    level: Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: partial === undefined ? tileWidth : Number(partial),
  };
  const isOurs = id.level <= 63 && Number.isSafeInteger(id.index) && (partial === undefined || id.width < tileWidth);
  return isOurs && tilePath(id) === path ? id : null;
}

/** How wide that tile is in a tree of this size: 256 where it is full, 0 where there is none. */
export function tileWidthAt({ level, index }: Omit<TileId, 'width'>, size: number): number {
  const hashes = Math.floor(size / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, hashes - index * tileWidth));
}

/** Every tile of a tree: all full ones, and the partial one at the end of each level. */
export function* tilesOf(size: number): Generator<TileId> {
  for (let level = 0; Math.floor(size / tileWidth ** level) > 0; level += 1) {
    const tiles = Math.ceil(Math.floor(size / tileWidth ** level) / tileWidth);
    for (let index = 0; index < tiles; index += 1) yield { level, index, width: tileWidthAt({ level, index }, size) };
  }
}

/** Gives a tile as `32 · width` bytes, or more where it has grown since. */
export type TileReader = (tile: TileId) => Promise<Uint8Array>;

/** Reads the nodes of a tree of this size from its tiles; what lies between two levels of tiles is made again. No tile is read twice at once. */
export function nodesFromTiles(size: number, readTile: TileReader): NodeReader {
  return async (nodes) => {
    const tiles = new Map<string, Promise<Uint8Array>>();
    const read = (tile: TileId) => {
      const path = tilePath(tile);
      const given = tiles.get(path) ?? readTile(tile);
      tiles.set(path, given);
      return given;
    };
    return Promise.all(nodes.map((node) => nodeFromTiles(node, size, read)));
  };
}

async function nodeFromTiles(node: NodeId, size: number, readTile: TileReader): Promise<Hash> {
  const level = Math.floor(node.level / 8);
  const count = 2 ** (node.level % 8);
  const first = node.index * count;
  const index = Math.floor(first / tileWidth);
  const tile = { level, index, width: tileWidthAt({ level, index }, size) };
  const offset = first - index * tileWidth;
  if (offset + count > tile.width) throw new RangeError(`A tree of ${size} leaves has no node ${node.index} on level ${node.level}.`);
  const bytes = await readTile(tile);
  if (bytes.length < 32 * tile.width || bytes.length % 32 !== 0) throw new Error(`The tile ${tilePath(tile)} has ${bytes.length} bytes.`);
  return joinPerfect(Array.from({ length: count }, (_, at) => bytes.subarray(32 * (offset + at), 32 * (offset + at + 1))));
}

/** As many as a power of two. */
function joinPerfect(hashes: readonly Hash[]): Hash {
  if (hashes.length <= 2) return joinNodes(hashes);
  const middle = hashes.length / 2;
  return joinNodes([joinPerfect(hashes.slice(0, middle)), joinPerfect(hashes.slice(middle))]);
}
