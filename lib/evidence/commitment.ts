import { bytesOf, sha256, sha256Base64, shake256, writeText } from '@/lib/tlog';
import { areNames, isName } from './name';

/** A field of a row as it is sealed: the text that Postgres prints under the settings of docs/evidence-format.md, or null. */
export interface Field {
  readonly name: string;
  readonly value: string | null;
}

export const saltLength = 16;
export const seedLength = 32;

/** The salts of so many fields, one behind the other in the order of their names. */
export function saltsFrom(seed: Uint8Array, count: number): Uint8Array {
  if (seed.length !== seedLength) throw new Error(`A seed has ${seedLength} bytes, not ${seed.length}.`);
  const input = new Uint8Array(saltPrefix.length + seedLength);
  input.set(saltPrefix);
  input.set(seed, saltPrefix.length);
  return shake256(input, saltLength * count);
}

const saltPrefix = bytesOf('auditsalt/v1\0');

/**
 * The commitments of all fields, 32 bytes each, one behind the other.
 *
 * @param fields in ascending order of their names
 * @param salts 16 bytes each, in the same order
 */
export function rowCommitments(fields: readonly Field[], salts: Uint8Array): Uint8Array {
  if (!areNames(fields.map(({ name }) => name))) throw new Error('The fields of a row stand in the order of their names, none twice.');
  if (salts.length !== saltLength * fields.length) throw new Error(`${fields.length} fields have ${salts.length} bytes of salt.`);
  const commitments = new Uint8Array(32 * fields.length);
  fields.forEach(({ name, value }, at) => {
    commitments.set(fieldCommitment(name, value, salts.subarray(saltLength * at, saltLength * (at + 1))), 32 * at);
  });
  return commitments;
}

/** @throws {Error} for a value that is no Unicode: Postgres holds none, and as bytes it would be the same as another */
export function fieldCommitment(name: string, value: string | null, salt: Uint8Array): Uint8Array {
  return sha256(committed(name, value, salt));
}

/** The same as base64, as it stands in a leaf. */
export function fieldCommitmentBase64(name: string, value: string | null, salt: Uint8Array): string {
  return sha256Base64(committed(name, value, salt));
}

/** What is hashed. Good until the next call. */
function committed(name: string, value: string | null, salt: Uint8Array): Uint8Array {
  if (!isName(name) || salt.length !== saltLength)
    throw new Error(`No field is called ${JSON.stringify(name)} with ${salt.length} bytes of salt.`);
  if (value !== null && !value.isWellFormed()) throw new Error(`The field ${name} holds text that is no Unicode.`);
  const head = headLength + name.length;
  const most = head + 3 * (value?.length ?? 0);
  const input = most <= scratch.length ? scratch : bytesWithPrefix(most);
  input.set(salt, fieldPrefix.length);
  const at = fieldPrefix.length + saltLength;
  input[at] = 0;
  input[at + 1] = name.length;
  for (let place = 0; place < name.length; place += 1) input[at + 2 + place] = name.charCodeAt(place);
  const length = value === null ? 0 : writeText(value, input, head);
  input[head - 5] = value === null ? 0 : 1;
  input[head - 4] = length >>> 24;
  input[head - 3] = length >>> 16;
  input[head - 2] = length >>> 8;
  input[head - 1] = length;
  return input.subarray(0, head + length);
}

const fieldPrefix = bytesOf('auditfield/v1\0');
/** Everything before the value but the name: prefix, salt, length of the name, flag, length of the value. */
const headLength = fieldPrefix.length + saltLength + 2 + 1 + 4;

/** Filled anew for each field: a row has twenty of them. */
const scratch = bytesWithPrefix(16_384);

function bytesWithPrefix(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(fieldPrefix);
  return bytes;
}
