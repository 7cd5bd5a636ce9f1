import { openNote, parseNote, type SignerKey, signNote, type VerifierKey } from '@/lib/tlog';
import { type Canonical, isObject, parseCanonical, printCanonical } from './canonical-json';
import { areNames } from './name';

/** What an export is: asked by whom, for what, and each of its files. Signed, and made last. docs/bundle-format.md shows one. */
export interface Manifest {
  readonly exportId: string;
  readonly format: ExportFormat;
  readonly madeAt: string;
  readonly asOf: string;
  /** As text of docs/search.md, and in words. */
  readonly filter: string;
  readonly filterWords: string;
  readonly zone: string;
  readonly viewer: { readonly id: string; readonly label: string };
  /** Null where none was asked for. */
  readonly reason: string | null;
  readonly rows: number;
  /** Matching rows that were left out because they were not sealed yet. */
  readonly notSealed: number;
  /** References of the first row and the last, null where there is none. */
  readonly first: string | null;
  readonly last: string | null;
  readonly masking: { readonly profile: string; readonly withheld: readonly string[] };
  /** Sentences for people. */
  readonly notes: readonly string[];
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string } | null;
  readonly proof: ProofForm | null;
  readonly files: Readonly<Record<string, FileMark>>;
}

export type ExportFormat = 'bundle' | 'csv' | 'jsonl' | 'ocsf' | 'parquet' | 'report';
export type ProofForm = 'tlog-proof' | 'compact';

export interface FileMark {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

const version = 'tracebook-export/v1';
const formats: readonly string[] = ['bundle', 'csv', 'jsonl', 'ocsf', 'parquet', 'report'];

/** The two lines that are signed. @throws {Error} for text that is no Unicode */
export function printManifest(manifest: Manifest): string {
  const { viewer, masking, checkpoint, files } = manifest;
  return `${version}\n${printCanonical({
    as_of: manifest.asOf,
    checkpoint: checkpoint && { ...checkpoint, size: String(checkpoint.size) },
    export: manifest.exportId,
    files: Object.fromEntries(Object.entries(files).map(([name, { bytes, sha256 }]) => [name, { bytes: String(bytes), sha256 }])),
    filter: manifest.filter,
    filter_words: manifest.filterWords,
    first: manifest.first,
    format: manifest.format,
    last: manifest.last,
    made_at: manifest.madeAt,
    masking: { profile: masking.profile, withheld: masking.withheld },
    not_sealed: String(manifest.notSealed),
    notes: manifest.notes,
    proof: manifest.proof,
    reason: manifest.reason,
    rows: String(manifest.rows),
    viewer: { id: viewer.id, label: viewer.label },
    zone: manifest.zone,
  })}\n`;
}

export function signManifest(manifest: Manifest, key: SignerKey): string {
  return signNote(printManifest(manifest), [key]);
}

/** From the text of a note. Null for whatever `printManifest` would write in any other way. */
export function parseManifest(text: string): Manifest | null {
  const [head, json = '', ...rest] = text.split('\n');
  const value = head === version && rest.length === 1 && rest[0] === '' ? parseCanonical(json) : null;
  const manifest = value === null ? null : manifestFrom(value);
  return manifest && printManifest(manifest) === text ? manifest : null;
}

export type OpenedManifest =
  | { readonly state: 'signed' | 'unknown-key'; readonly manifest: Manifest; readonly signer: string }
  | { readonly state: 'forged' }
  /** `isCut` where its end is not there. */
  | { readonly state: 'malformed'; readonly isCut: boolean };

/** Exactly one signature: with a second one that nobody knows there would be two ways to write one manifest. */
export function openManifest(note: string, keys: readonly VerifierKey[]): OpenedManifest {
  const parsed = parseNote(note);
  const manifest = parsed && parseManifest(parsed.text);
  const [signature, ...more] = parsed?.signatures ?? [];
  if (!manifest || !signature || more.length > 0) return { state: 'malformed', isCut: !/\n\n(?:— \S+ \S{90,}\n)+$/u.test(note) };
  const opened = openNote(note, keys);
  if (opened.state === 'forged' || opened.state === 'malformed') return { state: 'forged' };
  return { state: opened.state, manifest, signer: `${signature.name}+${signature.id}` };
}

/** Names of files in a bundle: at most one folder deep, and nothing that a file system would read as something else. */
export function isFileName(name: string): boolean {
  return name.length <= 200 && /^(?:[A-Za-z0-9][A-Za-z0-9._-]*\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}

/** What is missing or of another kind becomes something that prints differently, so that the comparison refuses it. */
function manifestFrom(value: Canonical): Manifest | null {
  if (!isObject(value)) return null;
  const { viewer, masking, checkpoint, files } = value;
  const format = formats.find((known) => known === value.format);
  const proof = value.proof;
  if (!format || !isObject(viewer) || !isObject(masking) || !isObject(files)) return null;
  if (proof !== null && proof !== 'tlog-proof' && proof !== 'compact') return null;
  if (checkpoint !== null && !isObject(checkpoint)) return null;
  const withheld = textsFrom(masking.withheld);
  const notes = textsFrom(value.notes);
  if (!withheld || !areNames(withheld) || !notes || !Object.keys(files).every(isFileName)) return null;
  return {
    exportId: textFrom(value.export),
    format: format as ExportFormat,
    madeAt: textFrom(value.made_at),
    asOf: textFrom(value.as_of),
    filter: textFrom(value.filter),
    filterWords: textFrom(value.filter_words),
    zone: textFrom(value.zone),
    viewer: { id: textFrom(viewer.id), label: textFrom(viewer.label) },
    reason: textOrNull(value.reason),
    rows: countFrom(value.rows),
    notSealed: countFrom(value.not_sealed),
    first: textOrNull(value.first),
    last: textOrNull(value.last),
    masking: { profile: textFrom(masking.profile), withheld },
    notes,
    checkpoint: checkpoint && { origin: textFrom(checkpoint.origin), size: countFrom(checkpoint.size), root: textFrom(checkpoint.root) },
    proof,
    files: Object.fromEntries(Object.entries(files).map(([name, mark]) => [name, fileMarkFrom(mark)])),
  };
}

function fileMarkFrom(value: Canonical): FileMark {
  return isObject(value) ? { bytes: countFrom(value.bytes), sha256: textFrom(value.sha256) } : { bytes: Number.NaN, sha256: '' };
}

/** Not a number where it is none that can be counted to: printed again it is other text. */
function countFrom(value: Canonical | undefined): number {
  const count = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(count) && count >= 0 ? count : Number.NaN;
}

function textFrom(value: Canonical | undefined): string {
  return typeof value === 'string' ? value : '';
}

function textOrNull(value: Canonical | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function textsFrom(value: Canonical | undefined): string[] | null {
  return Array.isArray(value) && value.every((text) => typeof text === 'string') ? value : null;
}
