import { createHash, createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';

/** What Node gives. For a page that verifies without a server the build puts `./platform-browser.ts` in its place. */

export function sha256(bytes: Uint8Array): Uint8Array {
  // One-shot, and by way of a string of bytes: three times as fast as a hash that is fed, and twice as fast as one given as a buffer.
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}

/** The same as base64. */
export function sha256Base64(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64');
}

/** A hash that is fed piece by piece. */
export function sha256Stream(): { update(bytes: Uint8Array): void; digest(): Uint8Array } {
  const running = createHash('sha256');
  return { update: (bytes) => void running.update(bytes), digest: () => running.digest() };
}

export function shake256(bytes: Uint8Array, outputLength: number): Uint8Array {
  return Buffer.from(createHash('shake256', { outputLength }).update(bytes).digest('binary'), 'latin1');
}

/** @param seed the 32 bytes of RFC 8032 */
export function ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(null, message, privateKeyFrom(seed));
}

export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  return createPublicKey(privateKeyFrom(seed)).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** False for whatever is no signature of just this, also for a key that is no point. */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = Buffer.concat([spkiHead, publicKey]);
  return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), signature);
}

/** What stands before the 32 bytes of a key in the forms that OpenSSL reads (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyFrom(seed: Uint8Array) {
  if (seed.length !== 32) throw new Error(`The seed of an Ed25519 key has 32 bytes, not ${seed.length}.`);
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** Writes text into bytes that have room for it, at the most three for each of its units. @returns how many bytes it took */
export function writeText(text: string, into: Uint8Array, at: number): number {
  return Buffer.from(into.buffer, into.byteOffset, into.byteLength).write(text, at, 'utf8');
}

export function printBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

export function printHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Without a look at whether that is base64 at all: `parseBase64` looks. */
export function looseBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
