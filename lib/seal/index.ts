import 'server-only';

/**
 * The log in which every action is sealed: leaves for rows, one tree, signed checkpoints, their publication, and verification. Knows the
 * tables of the ledger and how rows are printed; refuses to know what a leaf is byte by byte (`lib/evidence`) and how files are exported.
 * `docs/sealing.md` says how, `docs/evidence.md` what is proven and what is not, `docs/evidence-format.md` gives the bytes.
 */
export { type SealStep, sealSteps } from './append';
export { bundleNodes, bundlePolicy, manifestKey } from './bundle-parts';
export type { SignedCheckpoint } from './checkpoints';
export type { Finding, FindingKind } from './finding';
export { leafOf, type RowSeal, sealOf } from './leaf-of';
export { getCheckpoint, getConsistency, getProof, getTile } from './proof-of';
export { Refusal } from './refusal';
export { sealEntries } from './seal-entries';
export { noteSealFigures } from './seal-figures';
export { isSealing } from './seal-key';
export { forgetSealing, type SealOptions, type SealReport, sealLog } from './seal-log';
export { type PlaceState, type SealState, sealState } from './seal-state';
export { bundleCheckpoint, entryLeaves, proofOfLeaves, type SealedField, type SealedRow, schemaOf, sealedRows } from './sealed-rows';
export { type ListedFinding, listFindings, listVerifications, type Verification } from './verification-list';
export { beginVerification, type VerifyOptions, verifyLog, verifyNightly } from './verify-log';
