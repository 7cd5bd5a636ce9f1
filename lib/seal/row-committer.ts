import { hash } from 'node:crypto';
import { printRowLeaf, type RowIdentity, saltLength } from '@/lib/evidence';

const prefix = Buffer.from('auditfield/v1\0', 'utf8');

/** Filled anew for each field: a row has twenty of them, and a table millions of rows. */
const scratch = Buffer.allocUnsafe(65_536);

/**
 * What `rowCommitments` of `lib/evidence` gives, for many rows with fields of the same names: all that does not depend on the row is made
 * once, which is several times as fast. A test holds the two together.
 *
 * @param names ascending, as they are sealed
 */
export function rowCommitter(names: readonly string[]): (values: readonly (string | null)[], salts: Uint8Array) => Buffer {
  const heads = names.map((name) => {
    const head = Buffer.alloc(prefix.length + saltLength + 2 + name.length + 5);
    prefix.copy(head);
    head.writeUInt16BE(name.length, prefix.length + saltLength);
    head.write(name, prefix.length + saltLength + 2, 'latin1');
    return head;
  });
  return (values, salts) => {
    const commitments = Buffer.allocUnsafe(32 * heads.length);
    for (let at = 0; at < heads.length; at += 1) {
      const head = heads[at] ?? prefix;
      const value = values[at] ?? null;
      if (value !== null && !value.isWellFormed()) throw new Error(`The field ${names[at]} holds text that is no Unicode.`);
      const bytes = value === null ? 0 : Buffer.byteLength(value);
      const length = head.length + bytes;
      const input = length <= scratch.length ? scratch : Buffer.allocUnsafe(length);
      head.copy(input);
      input.set(salts.subarray(saltLength * at, saltLength * (at + 1)), prefix.length);
      input[head.length - 5] = value === null ? 0 : 1;
      input.writeUInt32BE(bytes, head.length - 4);
      if (value !== null) input.write(value, head.length, 'utf8');
      // As text it comes three times as fast as a buffer would.
      commitments.write(hash('sha256', input.subarray(0, length), 'binary'), 32 * at, 'latin1');
    }
    return commitments;
  };
}

/** The hash of the leaf of a row (RFC 6962): of its text with a zero before it. */
export function rowLeafHash(identity: RowIdentity, names: readonly string[], commitments: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', `\0${printRowLeaf(identity, names, commitments)}`, 'binary'), 'latin1');
}
