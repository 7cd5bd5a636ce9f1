import { instantFrom } from '@/lib/time';
import { bytesOf, parseBase64, parseVerifierKey, printBase64 } from '@/lib/tlog';
import { parseCanonical, printCanonicalText } from './canonical-json';
import { parseLeafRanges } from './leaf-ranges';
import { areNames, isName } from './name';

export type LeafKind = 'row' | 'late-row' | 'redaction' | 'retention' | 'schema' | 'key-rotation' | 'heartbeat';

/**
 * What one leaf of the tree says, as docs/evidence-format.md writes it:
 *
 *     auditleaf/v1
 *     kind row
 *     key "1042"
 *     schema "9b2d…"
 *     source "tracebook"
 *     action:nHq3+2Z0gq8lQkR0c1…
 */
export interface Leaf {
  readonly kind: LeafKind;
  /** Just those that the kind has. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of a row, in the order of the names; of no other kind. */
  readonly commitments: readonly NamedCommitment[];
}

export interface NamedCommitment {
  readonly name: string;
  readonly commitment: Uint8Array;
}

/** As much as an entry bundle of C2SP tlog-tiles takes. */
export const mostLeafBytes = 65_535;

/** In the order of their names. */
const attributesOf: Readonly<Record<LeafKind, readonly string[]>> = {
  row: ['key', 'schema', 'source'],
  'late-row': ['key', 'schema', 'source'],
  redaction: ['approver', 'at', 'fields', 'leaves', 'reason'],
  retention: ['at', 'days', 'leaves', 'source'],
  schema: ['columns', 'schema', 'source'],
  'key-rotation': ['at', 'new_key', 'old_key'],
  heartbeat: ['at'],
};

/** @throws {Error} for what is no leaf, or is too large to be one */
export function printLeaf(leaf: Leaf): string {
  const { kind, attributes, commitments } = leaf;
  const names = attributesOf[kind];
  const problem = problemOf(leaf);
  if (problem) throw new Error(`No leaf of the kind ${kind} can be made: ${problem}.`);
  const lines = names.map((name) => `${name} ${printCanonicalText(attributes[name] ?? '')}\n`);
  const fields = commitments.map(({ name, commitment }) => `${name}:${printBase64(commitment)}\n`);
  const text = `auditleaf/v1\nkind ${kind}\n${lines.join('')}${fields.join('')}`;
  if (bytesOf(text).length > mostLeafBytes) throw new Error(`A leaf of the kind ${kind} is larger than ${mostLeafBytes} bytes.`);
  return text;
}

/** Null for whatever is not written just as `printLeaf` would. */
export function parseLeaf(text: string): Leaf | null {
  const lines = text.split('\n');
  const [header, kindLine = '', ...rest] = lines;
  if (header !== 'auditleaf/v1' || rest.pop() !== '' || !kindLine.startsWith('kind ')) return null;
  const kind = kindLine.slice('kind '.length);
  if (!isKind(kind)) return null;
  const names = attributesOf[kind];
  const attributes: Record<string, string> = {};
  for (const name of names) {
    const line = rest.shift() ?? '';
    const value = line.startsWith(`${name} `) ? parseCanonical(line.slice(name.length + 1)) : null;
    if (typeof value !== 'string') return null;
    attributes[name] = value;
  }
  const commitments = rest.map(parseCommitment);
  if (!commitments.every((given) => given !== null)) return null;
  const leaf = { kind, attributes, commitments };
  return problemOf(leaf) === null && bytesOf(text).length <= mostLeafBytes ? leaf : null;
}

/** Which row, and under which fingerprint. */
export interface RowIdentity {
  readonly kind: 'row' | 'late-row';
  readonly source: string;
  readonly key: string;
  readonly schema: string;
}

/**
 * The same text as `printLeaf` gives, for a row of which everything is known to be right: a million of them are made at once.
 *
 * @param names ascending
 * @param commitments 32 bytes each, in the same order
 */
export function printRowLeaf(row: RowIdentity, names: readonly string[], commitments: Uint8Array): string {
  if (commitments.length !== 32 * names.length) throw new Error(`${names.length} fields have ${commitments.length} bytes of commitments.`);
  return rowLeafOf(row, (at) => printBase64(commitments.subarray(32 * at, 32 * (at + 1))), names);
}

/** The same of commitments that are base64 already. */
export function rowLeafOf(
  { kind, source, key, schema }: RowIdentity,
  commitmentAt: (at: number) => string,
  names: readonly string[],
): string {
  let text = `auditleaf/v1\nkind ${kind}\nkey ${printCanonicalText(key)}\nschema "${schema}"\nsource ${printCanonicalText(source)}\n`;
  for (let at = 0; at < names.length; at += 1) text += `${names[at]}:${commitmentAt(at)}\n`;
  // Three bytes are the most that a unit of UTF-16 can become.
  if (text.length * 3 > mostLeafBytes && bytesOf(text).length > mostLeafBytes)
    throw new Error(`The leaf of ${source}~${key.slice(0, 100)} is too large.`);
  return text;
}

function isKind(text: string): text is LeafKind {
  return Object.hasOwn(attributesOf, text);
}

function parseCommitment(line: string): NamedCommitment | null {
  const colon = line.indexOf(':');
  const commitment = parseBase64(line.slice(colon + 1), 32);
  return colon > 0 && commitment ? { name: line.slice(0, colon), commitment } : null;
}

/** What is wrong with it, or null. */
function problemOf({ kind, attributes, commitments }: Leaf): string | null {
  const names = attributesOf[kind];
  if (Object.keys(attributes).length !== names.length || names.some((name) => !Object.hasOwn(attributes, name))) {
    return `it has the attributes ${names.join(', ')}`;
  }
  const wrong = names.find((name) => !isGood(name, attributes[name] ?? ''));
  if (wrong) return `its ${wrong} is malformed`;
  const isRow = kind === 'row' || kind === 'late-row';
  if (isRow !== commitments.length > 0) return isRow ? 'a row has fields' : 'only rows have fields';
  if (!areNames(commitments.map(({ name }) => name))) return 'its fields are not in order';
  return commitments.some(({ commitment }) => commitment.length !== 32) ? 'a commitment has 32 bytes' : null;
}

function isGood(attribute: string, value: string): boolean {
  switch (attribute) {
    case 'schema':
      return /^[0-9a-f]{64}$/.test(value);
    case 'at':
      return instantFrom(value) === value;
    case 'fields':
      return areNames(value.split(','));
    case 'leaves':
      return parseLeafRanges(value) !== null;
    case 'days':
      return /^[1-9]\d{0,5}$/.test(value);
    case 'new_key':
    case 'old_key':
      return parseVerifierKey(value) !== null;
    default:
      return isName(attribute) && value !== '' && value.isWellFormed();
  }
}
