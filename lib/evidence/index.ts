/**
 * What a sealed row is, byte by byte: its fields behind salted commitments, the text of its leaf, and the bundle in which rows are handed
 * over with their proofs. Knows formats and refuses to know tables, files or the clock. Pure: the verifier that auditors run is made of
 * this room and `lib/tlog` alone. Specified in `docs/evidence-format.md` and `docs/bundle-format.md`.
 */

export { BundleFault, type BundleFiles } from './bundle-files';
export {
  type BundleField,
  type BundleRow,
  bundleRow,
  ChangedRow,
  type SealedRow,
} from './bundle-row';
export { type Field, fieldCommitment, rowCommitments, saltLength, saltsFrom, seedLength } from './commitment';
export { type Described, describeVerdict, printVerdict, type Section } from './describe-verdict';
export {
  type Leaf,
  type LeafKind,
  type NamedCommitment,
  parseLeaf,
  printLeaf,
  printRowLeaf,
  type RowIdentity,
} from './leaf';
export { isInSpans, type LeafSpan, parseLeafRanges, printLeafRanges } from './leaf-ranges';
export {
  type ExportFormat,
  type FileMark,
  type Manifest,
  type OpenedManifest,
  type ProofForm,
  printManifest,
  signManifest,
} from './manifest';
export { type Policy, parsePolicy, policyOf, printPolicy, type Witness, type WitnessGroup } from './policy';
export { openZip, type RandomAccess } from './read-zip';
export { printSchema, type SchemaColumn, schemaFingerprint } from './schema';
export { type ErasedFields, type Finding, type Trust, type Verdict, verifyBundle } from './verify-bundle';
export { type BundleContent, type BundleFile, writeBundle } from './write-bundle';
