import { bytesOf, type Hash, isSameBytes, leafHash, parseBase64, parseCount, printBase64 } from '@/lib/tlog';
import { type Canonical, isObject, parseCanonical, printCanonical } from './canonical-json';
import { fieldCommitment, fieldCommitmentBase64, saltLength } from './commitment';
import { type RowIdentity, rowLeafOf } from './leaf';
import { byName, isName } from './name';

/** A row of a bundle, one line of `rows.jsonl` (docs/bundle-format.md). */
export interface BundleRow extends RowIdentity {
  /** Its index in the tree. */
  readonly leaf: number;
  /** In the order of their names. */
  readonly fields: readonly BundleField[];
}

/** Shown with its salt; or withheld from this export, or erased for good, with nothing but its commitment. */
export type BundleField =
  | { readonly name: string; readonly state: 'shown'; readonly value: string | null; readonly salt: Uint8Array }
  | { readonly name: string; readonly state: 'withheld' | 'erased'; readonly commitment: Uint8Array };

/** Without its line feed. */
export function printBundleRow({ kind, source, key, schema, leaf, fields }: BundleRow): string {
  const [values, salts, withheld, erased] = [{}, {}, {}, {}] as [Members, Members, Members, Members];
  for (const field of fields) {
    if (field.state === 'shown') {
      values[field.name] = field.value;
      salts[field.name] = printBase64(field.salt);
    } else {
      (field.state === 'withheld' ? withheld : erased)[field.name] = printBase64(field.commitment);
    }
  }
  return printCanonical({ erased, key, kind, leaf: String(leaf), salts, schema, source, values, withheld });
}

type Members = Record<string, Canonical>;

const members = 'erased,key,kind,leaf,salts,schema,source,values,withheld';

/** Null for whatever is not written just as `printBundleRow` would. */
export function parseBundleRow(line: string): BundleRow | null {
  const value = parseCanonical(line);
  if (!isObject(value) || Object.keys(value).join(',') !== members) return null;
  const { erased, key, kind, leaf, salts, schema, source, values, withheld } = value;
  if (!isObject(erased) || !isObject(salts) || !isObject(values) || !isObject(withheld)) return null;
  if (typeof key !== 'string' || typeof schema !== 'string' || typeof source !== 'string' || typeof leaf !== 'string') return null;
  if ((kind !== 'row' && kind !== 'late-row') || !/^[0-9a-f]{64}$/.test(schema) || key === '' || source === '') return null;
  const index = parseCount(leaf);
  const shown = Object.keys(values);
  if (index === null || shown.join() !== Object.keys(salts).join()) return null;
  const fields: BundleField[] = [];
  for (const name of shown) {
    const text = values[name];
    const encoded = salts[name];
    const salt = typeof encoded === 'string' ? parseBase64(encoded, saltLength) : null;
    if (!salt || (text !== null && typeof text !== 'string')) return null;
    fields.push({ name, state: 'shown', value: text, salt });
  }
  for (const [state, given] of [
    ['withheld', withheld],
    ['erased', erased],
  ] as const) {
    for (const [name, encoded] of Object.entries(given)) {
      const commitment = typeof encoded === 'string' ? parseBase64(encoded, 32) : null;
      if (!commitment) return null;
      fields.push({ name, state, commitment });
    }
  }
  fields.sort(byName);
  const isGood = fields.length > 0 && fields.every(({ name }, at) => isName(name) && name !== fields[at - 1]?.name);
  return isGood ? { kind, source, key, schema, leaf: index, fields } : null;
}

/** The hash of the leaf that this row must be, if it is what was sealed. @throws {Error} for a row that no leaf has room for */
export function leafHashOfRow(row: BundleRow): Hash {
  const { fields } = row;
  const commitmentAt = (at: number) => {
    const field = fields[at];
    if (!field) return '';
    return field.state === 'shown' ? fieldCommitmentBase64(field.name, field.value, field.salt) : printBase64(field.commitment);
  };
  const names = fields.map(({ name }) => name);
  return leafHash(bytesOf(rowLeafOf(row, commitmentAt, names)));
}

/** What is known of a row in the ledger, as `bundleRow` takes it. */
export interface SealedRow extends RowIdentity {
  readonly leaf: number;
  /** In the order of their names: the fields under which the row was sealed. An erased one has no value. */
  readonly fields: readonly { readonly name: string; readonly value: string | null }[];
  /** 16 bytes a field. Those of erased fields are of no account. */
  readonly salts: Uint8Array;
  /** 32 bytes a field. */
  readonly commitments: Uint8Array;
  readonly erased: ReadonlySet<string>;
}

/**
 * A row as a bundle shows it.
 *
 * @throws {ChangedRow} where a value is not the one that was sealed: such a row must not be handed over as evidence in silence
 */
export function bundleRow({ kind, source, key, schema, leaf, ...sealed }: SealedRow, withheld: ReadonlySet<string>): BundleRow {
  const fields = sealed.fields.map(({ name, value }, at): BundleField => {
    const commitment = sealed.commitments.subarray(32 * at, 32 * (at + 1));
    if (sealed.erased.has(name)) return { name, state: 'erased', commitment };
    const salt = sealed.salts.subarray(saltLength * at, saltLength * (at + 1));
    if (!isSameBytes(fieldCommitment(name, value, salt), commitment)) throw new ChangedRow(source, key, name);
    return withheld.has(name) ? { name, state: 'withheld', commitment } : { name, state: 'shown', value, salt };
  });
  return { kind, source, key, schema, leaf, fields };
}

/** A row that is no longer what was sealed. */
export class ChangedRow extends Error {
  constructor(source: string, key: string, field: string) {
    super(`The field ${field} of the row ${key} of ${source} is not what was sealed.`);
    this.name = 'ChangedRow';
  }
}
