/**
 * A transparency log: the tree of RFC 6962 with its proofs, and the texts of C2SP around it (signed note, checkpoint, cosignature, tiles,
 * tlog-proof). Knows bytes and hashes, and refuses to know what a leaf says or where nodes are kept. Pure, but for `./platform`, which
 * is `node:crypto` here and something else in a page. `docs/evidence-format.md` names the specifications.
 */

export { type Checkpoint, parseCheckpoint, signCheckpoint } from './checkpoint';
export { compactProof, type ProvenLeaves, rootFromCompactProof } from './compact-proof';
export { isSameBytes, joinBytes, parseBase64, parseCount } from './encoding';
export { appendLeaves, emptyFrontier, type Frontier, frontierRoot, isFrontier, type OnNode, readFrontier } from './frontier';
export {
  type KeyUse,
  parseVerifierKey,
  printVerifierKey,
  type SignerKey,
  signerKey,
  type VerifierKey,
} from './keys';
export {
  type Note,
  type NoteSignature,
  noteFromBytes,
  type OpenedNote,
  openNote,
  parseNote,
  printNote,
  printSignatureLine,
  type SignedBy,
  signatureOf,
  signNote,
} from './note';
export { bytesOf, printBase64, printHex, sha256, sha256Base64, sha256Stream, shake256, writeText } from './platform';
export { type ConsistencyClaim, consistencyProof, type InclusionClaim, inclusionProof, isConsistent, isIncluded } from './proofs';
export { nodesFromTiles, parseTilePath, type TileId, type TileReader, tilePath, tilesOf, tileWidth, tileWidthAt } from './tiles';
export { parseTlogProof, printTlogProof, type TlogProof } from './tlog-proof';
export { emptyRoot, type Hash, leafHash, type NodeId, type NodeReader } from './tree';
