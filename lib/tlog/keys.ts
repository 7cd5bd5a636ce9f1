import { isSameBytes, joinBytes, parseBase64 } from './encoding';
import { bytesOf, ed25519PublicKey, ed25519Sign, ed25519Verify, printBase64, printHex, sha256 } from './platform';

/** What a key signs: notes (type 0x01), or as a witness checkpoints with a time before the signature (0x04). */
export type KeyUse = 'note' | 'cosignature';

/** A public key under a name. Both, with the id made of both, must be those of a signature line before it is looked at. */
export interface VerifierKey {
  readonly name: string;
  readonly use: KeyUse;
  readonly publicKey: Uint8Array;
  /** The first four bytes of a hash, as eight digits. */
  readonly id: string;
}

export interface SignerKey extends VerifierKey {
  /** The 32 bytes of RFC 8032 that everything else follows from. Secret. */
  readonly seed: Uint8Array;
}

/** Without spaces, in any alphabet, and without `+`. */
export function isKeyName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names of keys must not hold any.
  return /^[^\s+\u0000-\u001f\u007f]{1,255}$/u.test(name) && name.isWellFormed();
}

export function verifierKey(name: string, use: KeyUse, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name) || publicKey.length !== 32)
    throw new Error(`No key can be called ${JSON.stringify(name)} and have ${publicKey.length} bytes.`);
  const hash = sha256(joinBytes([bytesOf(`${name}\n`), new Uint8Array([typeOf(use)]), publicKey]));
  return { name, use, publicKey, id: printHex(hash.subarray(0, 4)) };
}

export function signerKey(name: string, seed: Uint8Array, use: KeyUse = 'note'): SignerKey {
  return { ...verifierKey(name, use, ed25519PublicKey(seed)), seed };
}

/** `<name>+<id>+<base64(type ‖ public key)>`: the vkey of C2SP signed-note. */
export function printVerifierKey({ name, id, use, publicKey }: VerifierKey): string {
  return `${name}+${id}+${printBase64(joinBytes([new Uint8Array([typeOf(use)]), publicKey]))}`;
}

/** Null for what is no vkey, whose id is not that of name and key, or whose type is none of ours. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const [, name, id, encoded] = /^([^+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/u.exec(text) ?? [];
  const bytes = parseBase64(encoded ?? '', 33);
  const use = bytes?.[0] === 1 ? 'note' : bytes?.[0] === 4 ? 'cosignature' : null;
  if (!name || !isKeyName(name) || !bytes || !use) return null;
  const key = verifierKey(name, use, bytes.subarray(1));
  return key.id === id ? key : null;
}

export function isSameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && a.id === b.id && isSameBytes(a.publicKey, b.publicKey);
}

/** What stands behind the four bytes of the id in a signature line over this text. @param time in seconds since 1970; only for a cosignature */
export function signText(text: string, key: SignerKey, time = 0): Uint8Array {
  if (key.use === 'note') return ed25519Sign(key.seed, bytesOf(text));
  return joinBytes([u64(time), ed25519Sign(key.seed, bytesOf(cosigned(text, time)))]);
}

/** Null where the signature is not good. `time` is null for a signature that carries none. */
export function verifyText(text: string, key: VerifierKey, signature: Uint8Array): { readonly time: number | null } | null {
  if (key.use === 'note') return ed25519Verify(key.publicKey, bytesOf(text), signature) ? { time: null } : null;
  if (signature.length !== 72) return null;
  const time = timeIn(signature);
  if (time === null) return null;
  return ed25519Verify(key.publicKey, bytesOf(cosigned(text, time)), signature.subarray(8)) ? { time } : null;
}

function typeOf(use: KeyUse): number {
  return use === 'note' ? 0x01 : 0x04;
}

function cosigned(text: string, time: number): string {
  return `cosignature/v1\ntime ${time}\n${text}`;
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function timeIn(signature: Uint8Array): number | null {
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : null;
}
