import { fieldCommitment, type RowIdentity, saltLength, saltsFrom, seedLength } from '@/lib/evidence';
import { bytesOf, type Hash, isSameBytes, leafHash } from '@/lib/tlog';
import type { Exits } from './exits';
import type { Shape } from './fields';
import { type Finding, findingAbout } from './finding';
import type { LedgerLeaf } from './ledger-leaves';
import { rowCommitter, rowLeafHash } from './row-committer';

/** What a leaf is compared with. */
export interface Witnessed {
  /** Its hash as the tree has it. */
  readonly inTree: Hash;
  readonly shape: Shape | undefined;
  /** Texts of the fields by their place in the shape, as they are now; null where the row is gone. */
  readonly values: readonly (string | null)[] | null;
  readonly exits: Exits;
}

/** Null where the row, its leaf and the tree say the same. */
export function checkRowLeaf(leaf: LedgerLeaf, { inTree, shape, values, exits }: Witnessed): Finding | null {
  const about = { leaf: leaf.index, source: leaf.source, key: leaf.key };
  const told = (kind: Finding['kind'], detail: string, fields: readonly string[] = []) => findingAbout(kind, detail, { ...about, fields });
  if (!shape || leaf.source === null || leaf.key === null || leaf.schema === null) {
    return told('schema', 'The ledger no longer says which fields this row was sealed with.');
  }
  const { names, commit } = committerOf(shape);
  const { commitments } = leaf;
  // As it is nearly always: every commitment made once more is the one that was kept, and so is the leaf that they make.
  if (values !== null && leaf.seed?.length === seedLength && commitments !== null) {
    const made = commit({ key: leaf.key, kind: kindOf(leaf) }, values, saltsFrom(leaf.seed, names.length));
    if (made.commitments.equals(commitments) && leaf.hash.equals(inTree) && leaf.hash.equals(made.leafHash)) return null;
  }
  const isRecorded = commitments?.length === 32 * names.length && isSameBytes(hashOf(leaf, names, commitments), inTree);
  if (values === null) {
    if (exits.isExpired(leaf.index, leaf.source)) return isRecorded ? null : ledgerEdit(told);
    return told('deleted', isRecorded ? 'The row is gone.' : 'The row is gone, and its leaf in the ledger is not what the tree holds.');
  }
  const salts = saltsOf(leaf, names.length);
  const made = Buffer.alloc(32 * names.length);
  const differing: string[] = [];
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    const committed = commitments?.subarray(32 * at, 32 * at + 32) ?? none;
    const salt = salts?.subarray(saltLength * at, saltLength * (at + 1));
    const isErased = salt !== undefined && leaf.seed === null && salt.every((byte) => byte === 0) && exits.isErased(leaf.index, name);
    const own = isErased || !salt ? committed : fieldCommitment(name, values[at] ?? null, salt);
    made.set(own, 32 * at);
    if (!salt || !isSameBytes(own, committed)) differing.push(name);
  }
  if (salts && isSameBytes(hashOf(leaf, names, made), inTree)) {
    const isKept = isRecorded && isSameBytes(leaf.hash, inTree);
    return isKept ? null : ledgerEdit(told);
  }
  if (!isRecorded) return told('leaf', 'Its leaf in the ledger is not what the tree holds, so that the row cannot be compared.', differing);
  if (!salts) return told('salt', 'Its salts are gone, and no leaf of the log says that anything was erased.', names);
  if (differing.length === names.length) return told('salt', 'Its salts were changed, or every field of the row was.', names);
  return told('changed', `It is not what was sealed: ${differing.join(', ')}.`, differing);
}

/** What a shape is good for, made once. */
const committers = new WeakMap<Shape, { readonly names: readonly string[]; readonly commit: ReturnType<typeof rowCommitter> }>();

function committerOf(shape: Shape) {
  const known = committers.get(shape);
  if (known) return known;
  const names = shape.columns.map(({ name }) => name);
  const made = { names, commit: rowCommitter({ names, source: shape.source, schema: shape.fingerprint }) };
  committers.set(shape, made);
  return made;
}

function ledgerEdit(told: (kind: Finding['kind'], detail: string) => Finding): Finding {
  return told('leaf', 'The row is what was sealed; its leaf in the ledger was changed.');
}

const none = new Uint8Array(32);

function hashOf(leaf: LedgerLeaf, names: readonly string[], commitments: Uint8Array): Hash {
  const identity = { kind: kindOf(leaf), source: leaf.source ?? '', key: leaf.key ?? '', schema: leaf.schema ?? '' };
  return Buffer.from(rowLeafHash(identity, names, commitments), 'latin1');
}

function kindOf({ kind }: LedgerLeaf): RowIdentity['kind'] {
  return kind === 'late-row' ? kind : 'row';
}

function saltsOf({ seed, salts }: LedgerLeaf, count: number): Uint8Array | null {
  if (seed?.length === seedLength) return saltsFrom(seed, count);
  return salts?.length === saltLength * count ? salts : null;
}

/** Of a leaf that is of no row. */
export function checkEntryLeaf({ index, kind, entry, hash }: LedgerLeaf, inTree: Hash): Finding | null {
  const isKept = isSameBytes(leafHash(bytesOf(entry ?? '')), inTree) && isSameBytes(hash, inTree);
  return isKept ? null : findingAbout('leaf', `The ledger's leaf of the kind ${kind} was changed.`, { leaf: index });
}
