import { parseBase64, parseCount } from './encoding';
import { printBase64 } from './platform';
import type { Hash } from './tree';

/**
 * That one leaf is in the tree of a checkpoint, as text that stands for itself (C2SP tlog-proof):
 *
 *     c2sp.org/tlog-proof@v1
 *     index 73894
 *     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
 *
 *     audit.example.com/audit
 *     …
 */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Hash[];
  /** The signed note, to the letter. */
  readonly checkpoint: string;
  /** What the `extra` line holds. Nobody has signed it. */
  readonly extra: Uint8Array | null;
}

const header = 'c2sp.org/tlog-proof@v1';

export function printTlogProof({ index, hashes, checkpoint, extra = null }: Omit<TlogProof, 'extra'> & Partial<TlogProof>): string {
  const lines = [header, ...(extra ? [`extra ${printBase64(extra)}`] : []), `index ${index}`, ...hashes.map(printBase64)];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Null for whatever is not written just so. */
export function parseTlogProof(text: string): TlogProof | null {
  const blank = text.indexOf('\n\n');
  if (blank < 0) return null;
  const [first, ...rest] = text.slice(0, blank).split('\n');
  if (first !== header) return null;
  const extra = rest[0]?.startsWith('extra ') ? parseBase64(rest.shift()?.slice('extra '.length) ?? '') : null;
  const [place = '', ...lines] = rest;
  const index = place.startsWith('index ') ? parseCount(place.slice('index '.length)) : null;
  // No tree that can be counted has more levels.
  if (index === null || lines.length > 63) return null;
  const hashes = lines.map((line) => parseBase64(line, 32));
  if (!hashes.every((hash) => hash !== null)) return null;
  const proof = { index, hashes, checkpoint: text.slice(blank + 2), extra };
  return printTlogProof(proof) === text ? proof : null;
}
