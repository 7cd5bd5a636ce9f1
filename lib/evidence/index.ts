/**
 * What a sealed row is, byte by byte: its fields behind salted commitments, the text of its leaf, and the bundle in which rows are handed
 * over with their proofs. Knows formats and refuses to know tables, files or the clock. Pure: the verifier that auditors run is made of
 * this room and `lib/tlog` alone. Specified in `docs/evidence-format.md` and `docs/export-format.md`.
 */

export { type Canonical, parseCanonical, printCanonical } from './canonical-json';
export { type Field, fieldCommitment, rowCommitments, saltLength, saltsFrom, seedLength } from './commitment';
export {
  type Leaf,
  type LeafKind,
  mostLeafBytes,
  type NamedCommitment,
  parseLeaf,
  printLeaf,
  printRowLeaf,
  type RowIdentity,
} from './leaf';
export { isInSpans, type LeafSpan, parseLeafRanges, printLeafRanges } from './leaf-ranges';
export { printSchema, type SchemaColumn, schemaFingerprint } from './schema';
