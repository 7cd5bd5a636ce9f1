import { looseBase64 } from './platform';

/** Null for whatever is not written just as we would write it. @param length in bytes; any where absent */
export function parseBase64(text: string, length?: number): Uint8Array | null {
  if (!canonical.test(text)) return null;
  const bytes = looseBase64(text);
  return length === undefined || bytes.length === length ? bytes : null;
}

/** Whole groups, and at the end one whose bits beyond its last byte are zero: so no bytes are written in two ways. */
const canonical = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/** Decimal without leading zeros, up to 2^53 - 1. Null for anything else. */
export function parseCount(text: string): number | null {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return null;
  const count = Number(text);
  return Number.isSafeInteger(count) ? count : null;
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
