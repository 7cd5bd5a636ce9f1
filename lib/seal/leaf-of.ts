import { parseActionRef } from '@/lib/address';
import { database } from '@/lib/database';
import { foreignTableNames } from '@/lib/foreign-tables';
import { tileWidth } from '@/lib/tlog';
import { assertMay, type Viewer } from '@/lib/viewer';
import { checkStretch, readStretch } from './check-leaves';
import { latestCheckpoint } from './checkpoints';
import { readExits } from './exits';
import { ownSource } from './fields';
import type { Finding } from './finding';
import { type LedgerLeaf, readRowLeaves } from './ledger-leaves';
import { readShapes } from './shapes';
import { instant } from './states';
import { readTile } from './tiles';

/** Where a row stands in the log. */
export interface RowSeal {
  readonly leaf: number;
  readonly kind: 'row' | 'late-row';
  readonly sealedAt: string;
  /** Whether a checkpoint that was signed covers it. */
  readonly isSigned: boolean;
  /** What differs today from what was sealed; null where nothing does. */
  readonly finding: Finding | null;
  /** Why it could not be compared, in words; null where it was. */
  readonly unlooked: string | null;
}

/** Under which source and key rows of an action are sealed: all of our own table under one. */
export function rowOfRef(ref: string): { readonly source: string; readonly key: string } | null {
  const read = parseActionRef(ref);
  if (!read) return null;
  return { source: foreignTableNames().includes(read.source) ? read.source : ownSource, key: read.key };
}

/** The leaf of an action that the viewer has seen; null where it is not sealed (yet, or as the sample: never). */
export async function leafOf(viewer: Viewer, ref: string): Promise<number | null> {
  assertMay(viewer, 'audit:read');
  const row = rowOfRef(ref);
  if (!row || viewer.sees === 'sample') return null;
  const [leaf] = await readRowLeaves(database('screens').$client, row.source, [row.key]);
  return leaf?.index ?? null;
}

/** The same with a comparison: the row is read again, and every commitment made once more. */
export async function sealOf(viewer: Viewer, ref: string): Promise<RowSeal | null> {
  assertMay(viewer, 'audit:read');
  const row = rowOfRef(ref);
  if (!row || viewer.sees === 'sample') return null;
  const sql = database('screens').$client;
  const [leaf] = await readRowLeaves(sql, row.source, [row.key]);
  if (!leaf) return null;
  const [shapes, exits, latest, at] = await Promise.all([readShapes(sql), readExits(sql), latestCheckpoint(sql), sealedAt(leaf)]);
  const inTree = await hashInTile(leaf);
  const stretch = await readStretch(sql, [leaf], shapes);
  const [finding = null] = checkStretch(stretch, shapes, { exits, inTree: ({ hash }) => inTree ?? hash });
  const [unlooked = null] = stretch.unasked.values();
  return {
    leaf: leaf.index,
    kind: leaf.kind === 'late-row' ? 'late-row' : 'row',
    sealedAt: at,
    isSigned: latest !== null && latest.size > leaf.index,
    finding,
    unlooked,
  };
}

async function hashInTile({ index }: LedgerLeaf): Promise<Buffer | null> {
  const tile = { level: 0, index: Math.floor(index / tileWidth), width: tileWidth };
  const bytes = await readTile(database('screens').$client, tile);
  const offset = 32 * (index % tileWidth);
  return bytes.length === 32 * tileWidth ? bytes.subarray(offset, offset + 32) : null;
}

async function sealedAt({ index }: LedgerLeaf): Promise<string> {
  const [row] = await database('screens').$client.unsafe<{ at: string }[]>(
    `select ${instant('sealed_at')} as at from seal_leaves l where l."index" = $1`,
    [index],
  );
  return row?.at ?? '';
}
