import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { consistencyProof, inclusionProof, parseTilePath, printTlogProof, tileWidthAt } from '@/lib/tlog';
import { assertMay, type Viewer } from '@/lib/viewer';
import { checkpointOver, latestCheckpoint } from './checkpoints';
import { cosignaturesOf } from './publish';
import { nodesOf, readTile } from './tiles';

/** The latest checkpoint, as a signed note with what witnesses signed of it. Null before there is one. */
export async function getCheckpoint(viewer: Viewer): Promise<string | null> {
  assertMay(viewer, 'evidence:read');
  const sql = database('screens').$client;
  const latest = await latestCheckpoint(sql);
  return latest && latest.note + (await cosignaturesOf(sql, latest.size));
}

/**
 * That a leaf is in the tree of the latest checkpoint, as a C2SP tlog-proof. It holds hashes alone, and so nothing of any row.
 *
 * @throws {AppError} `not-found` where there is no such leaf, or no checkpoint covers it yet
 */
export async function getProof(viewer: Viewer, leaf: number): Promise<string> {
  assertMay(viewer, 'evidence:read');
  const sql = database('screens').$client;
  const checkpoint = await checkpointOver(sql, leaf);
  if (!checkpoint) throw new AppError('not-found', 'No checkpoint covers such a leaf.');
  const hashes = await inclusionProof(leaf, checkpoint.size, nodesOf(sql, checkpoint.size));
  return printTlogProof({ index: leaf, hashes, checkpoint: checkpoint.note + (await cosignaturesOf(sql, checkpoint.size)) });
}

/**
 * That the tree of one size is the beginning of that of another (RFC 6962), as hashes; none where none is needed. Of no row anything can be
 * told from them.
 *
 * @param to that of the latest checkpoint where nothing is said
 * @throws {AppError} `malformed` where the first is the larger one; `not-found` where no checkpoint reaches so far
 */
export async function getConsistency(viewer: Viewer, { from, to }: { from: number; to: number | null }): Promise<readonly Uint8Array[]> {
  assertMay(viewer, 'evidence:read');
  const sql = database('screens').$client;
  const latest = await latestCheckpoint(sql);
  const size = to ?? latest?.size ?? 0;
  if (!latest || size > latest.size) throw new AppError('not-found', 'No checkpoint reaches so far.');
  if (from > size)
    throw new AppError(
      'malformed',
      `from is larger than ${to === null ? 'the latest checkpoint' : 'to'}: the proof goes from the smaller tree to the larger one.`,
    );
  return consistencyProof(from, size, nodesOf(sql, size));
}

/**
 * A tile of hashes by its C2SP path (`tile/0/x001/x234/067`). Null where there is none: only what a checkpoint covers is given away.
 */
export async function getTile(viewer: Viewer, path: string): Promise<Buffer | null> {
  assertMay(viewer, 'evidence:read');
  const tile = parseTilePath(path);
  const sql = database('screens').$client;
  const latest = tile && (await latestCheckpoint(sql));
  if (!latest || tile.width > tileWidthAt(tile, latest.size)) return null;
  const bytes = await readTile(sql, tile);
  return bytes.length >= 32 * tile.width ? bytes.subarray(0, 32 * tile.width) : null;
}
