import { joinBytes, parseBase64 } from './encoding';
import { isKeyName, type SignerKey, signText, type VerifierKey, verifyText } from './keys';
import { printBase64, printHex } from './platform';

/**
 * Text signed by one or more keys, as C2SP signed-note has it:
 *
 *     This is an example message.
 *
 *     — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
 */
export interface Note {
  /** With its last line feed, as it is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** Eight digits. */
  readonly id: string;
  readonly signature: Uint8Array;
}

/** The end of the text, a blank line, and at least one line of a signature. */
const lastBlank = '\n\n';
const mostSignatures = 64;
const mostBytes = 1_000_000;

/** Null for what is no note. Nothing in it may be believed before `openNote` has found a key that signed it. */
export function parseNote(bytes: string): Note | null {
  const blank = bytes.lastIndexOf(lastBlank);
  if (bytes.length > mostBytes || blank < 0 || !isNoteText(bytes)) return null;
  const text = bytes.slice(0, blank + 1);
  const rest = bytes.slice(blank + lastBlank.length);
  if (!rest.endsWith('\n')) return null;
  const lines = rest.slice(0, -1).split('\n');
  if (lines.length > mostSignatures) return null;
  const signatures = lines.map(parseSignatureLine);
  return signatures.every((signature) => signature !== null) ? { text, signatures } : null;
}

export function printNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(printSignatureLine).join('')}`;
}

/** `— <name> <base64(id ‖ signature)>`, with its line feed. */
export function printSignatureLine({ name, id, signature }: NoteSignature): string {
  const idBytes = Uint8Array.from({ length: 4 }, (_, at) => Number.parseInt(id.slice(2 * at, 2 * at + 2), 16));
  return `— ${name} ${printBase64(joinBytes([idBytes, signature]))}\n`;
}

/** Null for what is none. Without its line feed. */
function parseSignatureLine(line: string): NoteSignature | null {
  const [, name, encoded] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
  const bytes = parseBase64(encoded ?? '');
  if (!name || !isKeyName(name) || !bytes || bytes.length < 5) return null;
  return { name, id: printHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/**
 * Signs, after those that have signed already. Ed25519 is deterministic: signed again it is the same bytes.
 *
 * @param text ends in a line feed
 * @throws {Error} for what can be no note
 */
export function signNote(text: string, keys: readonly SignerKey[], already: readonly NoteSignature[] = []): string {
  if (!isNoteText(text) || !text.endsWith('\n')) throw new Error('What is to be signed is no text of a note.');
  return printNote({ text, signatures: [...already, ...keys.map((key) => signatureOf(text, key))] });
}

/** @param time for a cosignature, in seconds since 1970 */
export function signatureOf(text: string, key: SignerKey, time = 0): NoteSignature {
  return { name: key.name, id: key.id, signature: signText(text, key, time) };
}

/** The keys that have signed, and when where they say so. */
export type OpenedNote =
  | { readonly state: 'signed'; readonly note: Note; readonly by: readonly SignedBy[] }
  /** A signature by a known key that is not good. */
  | { readonly state: 'forged'; readonly key: VerifierKey }
  /** Signed by others only. */
  | { readonly state: 'unknown-key'; readonly note: Note }
  | { readonly state: 'malformed' };

export interface SignedBy {
  readonly key: VerifierKey;
  readonly time: number | null;
}

/** Signatures of keys that are not known are passed over; one of a known key that is not good spoils the note. */
export function openNote(bytes: string, keys: readonly VerifierKey[]): OpenedNote {
  const note = parseNote(bytes);
  if (!note) return { state: 'malformed' };
  const by: SignedBy[] = [];
  for (const { name, id, signature } of note.signatures) {
    for (const key of keys.filter((known) => known.name === name && known.id === id)) {
      const good = verifyText(note.text, key, signature);
      if (!good) return { state: 'forged', key };
      if (!by.some((other) => other.key === key)) by.push({ key, time: good.time });
    }
  }
  return by.length > 0 ? { state: 'signed', note, by } : { state: 'unknown-key', note };
}

/** From what was read from a file. Null where that is no UTF-8. */
export function noteFromBytes(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // That is how it says so.
    return null;
  }
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note holds none but line feeds.
  return text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}
