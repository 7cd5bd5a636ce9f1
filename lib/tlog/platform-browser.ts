import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as sha256Of } from '@noble/hashes/sha2.js';
import { shake256 as shake256Of } from '@noble/hashes/sha3.js';

/** What a page has instead of Node: the same as `./platform`, which the build replaces by this file. */

export function sha256(bytes: Uint8Array): Uint8Array {
  return sha256Of(bytes);
}

export function sha256Base64(bytes: Uint8Array): string {
  return printBase64(sha256Of(bytes));
}

export function sha256Stream(): { update(bytes: Uint8Array): void; digest(): Uint8Array } {
  const running = sha256Of.create();
  return { update: (bytes) => void running.update(bytes), digest: () => running.digest() };
}

export function shake256(bytes: Uint8Array, outputLength: number): Uint8Array {
  return shake256Of(bytes, { dkLen: outputLength });
}

export function ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  // By RFC 8032 and not by the more lenient ZIP 215, as OpenSSL does it.
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function writeText(text: string, into: Uint8Array, at: number): number {
  return new TextEncoder().encodeInto(text, into.subarray(at)).written;
}

export function printBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const left = bytes.length - at;
    text += digit(a >> 2) + digit(((a & 3) << 4) | (b >> 4));
    text += (left > 1 ? digit(((b & 15) << 2) | (c >> 6)) : '=') + (left > 2 ? digit(c & 63) : '=');
  }
  return text;
}

export function printHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whatever is no digit of base64 ends it: who asks compares with what is printed. */
export function looseBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) break;
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 255);
  }
  return Uint8Array.from(bytes);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function digit(value: number): string {
  return alphabet[value] ?? '';
}
