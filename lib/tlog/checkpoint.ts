import { parseBase64, parseCount } from './encoding';
import { isKeyName, type SignerKey } from './keys';
import { signNote } from './note';
import { printBase64 } from './platform';
import type { Hash } from './tree';

/**
 * The head of a tree, as C2SP tlog-checkpoint has it; ours have no extension lines, and those of others may:
 *
 *     audit.example.com/audit
 *     109482
 *     sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
 */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  readonly extensions: readonly string[];
}

/** The text of the note, with its last line feed. */
export function printCheckpoint({ origin, size, root, extensions = [] }: Omit<Checkpoint, 'extensions'> & Partial<Checkpoint>): string {
  return `${[origin, String(size), printBase64(root), ...extensions].join('\n')}\n`;
}

/** From the text of a note. Null for what is none. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith('\n')) return null;
  const [origin = '', sizeText = '', rootText = '', ...extensions] = text.slice(0, -1).split('\n');
  const size = parseCount(sizeText);
  const root = parseBase64(rootText, 32);
  if (origin === '' || size === null || !root || extensions.includes('')) return null;
  return { origin, size, root, extensions };
}

/** The whole signed note. The name of the key must be the origin. */
export function signCheckpoint(head: { readonly size: number; readonly root: Hash }, keys: readonly SignerKey[]): string {
  const origin = keys[0]?.name ?? '';
  if (!isKeyName(origin) || keys.some(({ name }) => name !== origin)) throw new Error('All keys of a tree are called as its origin.');
  return signNote(printCheckpoint({ origin, ...head }), keys);
}
