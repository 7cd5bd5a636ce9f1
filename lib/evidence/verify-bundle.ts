import {
  bytesOf,
  type Checkpoint,
  type Hash,
  isConsistent,
  isIncluded,
  isSameBytes,
  leafHash,
  noteFromBytes,
  openNote,
  parseBase64,
  parseCheckpoint,
  parseCount,
  parseNote,
  parseTlogProof,
  printBase64,
  printHex,
  rootFromCompactProof,
  type SignedBy,
  sha256Stream,
  type VerifierKey,
} from '@/lib/tlog';
import { BundleFault, type BundleFiles } from './bundle-files';
import { type BundleRow, leafHashOfRow, parseBundleRow } from './bundle-row';
import { isObject, parseCanonical } from './canonical-json';
import { type Leaf, parseLeaf } from './leaf';
import { parseLeafRanges, SpanIndex } from './leaf-ranges';
import { isFileName, type Manifest, openManifest } from './manifest';
import { isQuorum, type Policy, parsePolicy } from './policy';
import { LeafList } from './proven-leaves';
import { readLines, UnreadableLine } from './read-lines';

/** What was given from elsewhere, and is believed. */
export interface Trust {
  readonly policy: Policy | null;
  /** The signed note of a head of the same log, to the letter. */
  readonly checkpoint: string | null;
  /** The proof from that head to the one in the bundle, one hash a line, where the bundle brings none. */
  readonly consistency?: string | null;
}

export interface Verdict {
  /** 0 verified, 1 mismatch, 2 incomplete, 3 nobody from elsewhere vouches (docs/bundle-format.md). */
  readonly code: 0 | 1 | 2 | 3;
  readonly findings: readonly Finding[];
  /** How many findings there were beyond those. */
  readonly unlisted: number;
  /** As the bundle states it, be it signed by a known key or not. Null where it cannot be read. */
  readonly manifest: Manifest | null;
  readonly checkpoint: Checkpoint | null;
  /** Rows that were read and fit the tree of the checkpoint. */
  readonly provenRows: number;
  /** How many rows have each field withheld. */
  readonly withheld: ReadonlyMap<string, number>;
  readonly erased: readonly ErasedFields[];
  readonly unlistedErased: number;
  /** Whose signatures under the checkpoint were good, and were asked for. */
  readonly signedBy: readonly SignedBy[];
  /** What was given from elsewhere and vouches; null where nothing does. */
  readonly vouchedBy: 'policy' | 'checkpoint' | null;
}

export interface Finding {
  readonly kind: FindingKind;
  readonly text: string;
}

type FindingKind = 'mismatch' | 'incomplete' | 'key';

export interface ErasedFields {
  readonly row: string;
  readonly leaf: number;
  readonly fields: readonly string[];
  /** The redaction leaf that says so, and what it says. */
  readonly by: number;
  readonly reason: string;
  readonly at: string;
}

const mostSmallBytes = 4_000_000;
const mostLineBytes = 64_000_000;
const mostFindings = 100;
const mostErasedListed = 1_000;

/**
 * Looks at everything in a bundle and says what it found; never throws for what a bundle holds. Streams: of each row 44 bytes stay in
 * memory, and nothing of the others but what is found.
 */
export async function verifyBundle(files: BundleFiles, trust: Trust): Promise<Verdict> {
  const looking = new Looking(files, trust);
  try {
    await looking.look();
  } catch (error) {
    if (!(error instanceof BundleFault)) throw error;
    looking.find(error.kind, error.message);
  }
  return looking.verdict();
}

class Looking {
  readonly #files: BundleFiles;
  readonly #trust: Trust;
  readonly #findings: Finding[] = [];
  readonly #withheld = new Map<string, number>();
  readonly #erased: ErasedFields[] = [];
  readonly #found = { mismatch: 0, incomplete: 0, key: 0 };
  #manifest: Manifest | null = null;
  #checkpoint: Checkpoint | null = null;
  #signedBy: readonly SignedBy[] = [];
  #vouchedBy: Verdict['vouchedBy'] = null;
  #provenRows = 0;
  #unlistedErased = 0;

  constructor(files: BundleFiles, trust: Trust) {
    this.#files = files;
    this.#trust = trust;
  }

  find(kind: FindingKind, text: string): void {
    this.#found[kind] += 1;
    if (this.#findings.length < mostFindings) this.#findings.push({ kind, text });
  }

  verdict(): Verdict {
    const { mismatch, incomplete, key } = this.#found;
    return {
      code: mismatch > 0 ? 1 : incomplete > 0 ? 2 : key > 0 || this.#vouchedBy === null || !this.#manifest ? 3 : 0,
      findings: this.#findings,
      unlisted: mismatch + incomplete + key - this.#findings.length,
      manifest: this.#manifest,
      checkpoint: this.#checkpoint,
      provenRows: this.#provenRows,
      withheld: this.#withheld,
      erased: this.#erased,
      unlistedErased: this.#unlistedErased,
      signedBy: this.#signedBy,
      vouchedBy: this.#vouchedBy,
    };
  }

  async look(): Promise<void> {
    const stranger = this.#files.names.find((name) => !isFileName(name));
    if (stranger !== undefined)
      this.find('mismatch', `A file is called ${JSON.stringify(stranger.slice(0, 100))}, which belongs into no bundle.`);
    if (!this.#has('manifest.txt'))
      throw new BundleFault('incomplete', 'There is no manifest.txt. It is written last: this export was interrupted, or it is no bundle.');
    const note = noteFromBytes(await this.#small('manifest.txt'));
    if (note === null) throw new BundleFault('mismatch', 'manifest.txt is no text.');
    const isBundle = await this.#lookAtSignatures(note);
    if (!this.#manifest) return;
    this.#lookAtNames(this.#manifest);
    if (isBundle) await this.#lookAtRows(this.#manifest);
    await this.#lookAtOthers(this.#manifest);
  }

  /** @returns whether there are rows and proofs to look at */
  async #lookAtSignatures(note: string): Promise<boolean> {
    const policy = this.#has('policy.txt') ? parsePolicy(noteFromBytes(await this.#small('policy.txt')) ?? '\0') : null;
    if (typeof policy === 'string') this.find('mismatch', `policy.txt cannot be read: ${policy}.`);
    const inside = policy === null || typeof policy === 'string' ? null : policy;
    const checkpointNote = this.#has('checkpoint.txt') ? noteFromBytes(await this.#small('checkpoint.txt')) : null;
    this.#checkpoint = checkpointNote === null ? null : parseCheckpoint(parseNote(checkpointNote)?.text ?? '');
    if (this.#has('checkpoint.txt') && !this.#checkpoint) this.find('mismatch', 'checkpoint.txt is no checkpoint, or is cut.');
    const keys = await this.#keysToBelieve(inside);
    // A policy may name several logs: the manifest is of the one whose tree it speaks of.
    const ownOrigin = this.#checkpoint?.origin;
    this.#openManifest(note, ownOrigin === undefined ? keys : keys.filter(({ name }) => name === ownOrigin));
    if (!this.#manifest) return false;
    const stated = this.#manifest.checkpoint;
    if (this.#manifest.format !== 'bundle' && !stated) {
      // What is no bundle has no tree to stand in; its signature alone must vouch.
      if (this.#trust.checkpoint) this.find('key', 'A checkpoint says nothing about an export that is no bundle. Give the key.');
      return false;
    }
    if (!checkpointNote || !this.#checkpoint) {
      if (!this.#has('checkpoint.txt') && this.#manifest.format === 'bundle') this.find('incomplete', 'There is no checkpoint.txt.');
      return false;
    }
    const { origin, size, root } = this.#checkpoint;
    if (!stated || stated.origin !== origin || stated.size !== size || stated.root !== printBase64(root)) {
      this.find('mismatch', 'The manifest speaks of another checkpoint than checkpoint.txt.');
    }
    this.#openCheckpoint(checkpointNote, origin, keys);
    return this.#manifest.format === 'bundle';
  }

  /** Keys of the log that are believed for a reason, or those inside the bundle, which vouch for nothing. */
  async #keysToBelieve(inside: Policy | null): Promise<readonly VerifierKey[]> {
    const { policy, checkpoint } = this.#trust;
    const insideKeys = inside?.logs ?? [];
    if (policy && checkpoint) await this.#lookAtGivenCheckpoint(checkpoint, policy.logs);
    if (policy) {
      this.#vouchedBy = 'policy';
      return policy.logs;
    }
    if (checkpoint) {
      const opened = await this.#lookAtGivenCheckpoint(checkpoint, insideKeys);
      if (opened.length > 0) this.#vouchedBy = 'checkpoint';
      return opened.length > 0 ? opened : insideKeys;
    }
    this.find(
      'key',
      'Only the key inside this export vouches for it: who made it is not proven. Give the key of the log with --key, or a checkpoint that you kept with --checkpoint.',
    );
    return insideKeys;
  }

  /** @returns the keys that signed it: whoever believes the checkpoint believes them too */
  async #lookAtGivenCheckpoint(given: string, keys: readonly VerifierKey[]): Promise<readonly VerifierKey[]> {
    const opened = openNote(given, keys);
    const kept = opened.state === 'malformed' ? null : parseCheckpoint(parseNote(given)?.text ?? '');
    if (opened.state === 'forged' || !kept) {
      this.find('key', 'The checkpoint that was given is none, or its signature is not good.');
      return [];
    }
    if (opened.state === 'unknown-key') this.find('key', 'The checkpoint that was given is signed by no key that is known here.');
    const ours = this.#checkpoint;
    if (ours) await this.#compareCheckpoints(kept, ours);
    return opened.state === 'signed' ? opened.by.map(({ key }) => key) : [];
  }

  async #compareCheckpoints(kept: Checkpoint, ours: Checkpoint): Promise<void> {
    if (kept.origin !== ours.origin) {
      this.find(
        'key',
        `The checkpoint that was given is of ${JSON.stringify(kept.origin)}, and this export of ${JSON.stringify(ours.origin)}.`,
      );
      return;
    }
    const [old, young] = kept.size <= ours.size ? [kept, ours] : [ours, kept];
    const claim = { oldSize: old.size, oldRoot: old.root, newSize: young.size, newRoot: young.root };
    if (isConsistent(claim, [])) return;
    if (kept.size === ours.size) {
      this.find(
        'mismatch',
        `Two heads of one size: ${ours.size} leaves have another root here than in the checkpoint that was given. Keep both: they prove that the log was forked.`,
      );
      return;
    }
    const proof = await this.#consistencyTo(old.size, kept.size < ours.size);
    if (proof === null) {
      this.find(
        'key',
        `The checkpoint that was given has ${kept.size} leaves and that of the export ${ours.size}, and there is no proof that one is the beginning of the other. Ask the log for it and give it with --consistency.`,
      );
    } else if (!isConsistent(claim, proof)) {
      this.find(
        'mismatch',
        `The tree of ${old.size} leaves is not shown to be the beginning of that of ${young.size}: the log was rewritten, or the proof belongs to others.`,
      );
    }
  }

  async #consistencyTo(size: number, isInBundle: boolean): Promise<Hash[] | null> {
    const name = `consistency/${size}.txt`;
    const given = this.#trust.consistency ?? (isInBundle && this.#has(name) ? noteFromBytes(await this.#small(name)) : null);
    if (given === null) return null;
    const hashes = given
      .trimEnd()
      .split('\n')
      .map((line) => parseBase64(line, 32));
    return hashes.every((hash) => hash !== null) ? hashes : [];
  }

  #openManifest(note: string, keys: readonly VerifierKey[]): void {
    const opened = openManifest(note, keys);
    if (opened.state === 'malformed') {
      this.find(
        opened.isCut ? 'incomplete' : 'mismatch',
        opened.isCut ? 'manifest.txt is cut: this export was interrupted.' : 'manifest.txt cannot be read.',
      );
      return;
    }
    if (opened.state === 'forged') {
      this.find('mismatch', 'The signature under manifest.txt is not good: it was changed after it was signed.');
      return;
    }
    this.#manifest = opened.manifest;
    if (opened.state === 'unknown-key')
      this.find('key', `manifest.txt is signed by ${opened.signer}, which is not among the keys that are believed.`);
  }

  #openCheckpoint(note: string, origin: string, keys: readonly VerifierKey[]): void {
    const { policy } = this.#trust;
    const logs = keys.filter(({ name }) => name === origin);
    const opened = openNote(note, [...logs, ...(policy?.witnesses ?? []).map(({ key }) => key)]);
    if (opened.state === 'forged') this.find('mismatch', `The signature of ${opened.key.name} under checkpoint.txt is not good.`);
    if (opened.state === 'signed') this.#signedBy = opened.by;
    const signed = this.#signedBy.map(({ key }) => key);
    if (!signed.some((key) => logs.includes(key)) && opened.state !== 'forged') {
      this.find('key', `checkpoint.txt is signed by no key of ${JSON.stringify(origin)} that is believed.`);
    }
    if (policy && !isQuorum(policy, signed))
      this.find('key', `The policy asks for witnesses (${policy.quorum}) that have not signed this checkpoint.`);
  }

  #lookAtNames({ files }: Manifest): void {
    for (const name of Object.keys(files)) if (!this.#has(name)) this.find('incomplete', `${name} is missing.`);
    for (const name of this.#files.names) {
      if (name !== 'manifest.txt' && !Object.hasOwn(files, name))
        this.find('mismatch', `${JSON.stringify(name.slice(0, 100))} is here, and the manifest does not name it.`);
    }
  }

  async #lookAtRows(manifest: Manifest): Promise<void> {
    const leaves = new LeafList();
    const redactions = await this.#readEntries(manifest, leaves);
    const entries = leaves.length;
    const rows = await this.#readRows(manifest, leaves, redactions);
    if (rows === null || redactions === null) return;
    if (rows !== manifest.rows)
      this.find(rows < manifest.rows ? 'incomplete' : 'mismatch', `The manifest speaks of ${manifest.rows} rows, and here are ${rows}.`);
    const isProven = manifest.proof === 'compact' ? await this.#proveAtOnce(manifest, leaves) : await this.#proveEach(manifest, leaves);
    this.#provenRows = isProven ? leaves.length - entries : 0;
  }

  /** @returns null where they could not be read whole */
  async #readEntries(manifest: Manifest, leaves: LeafList): Promise<SpanIndex<Redaction> | null> {
    const redactions: { first: number; last: number; said: Redaction }[] = [];
    if (!Object.hasOwn(manifest.files, 'entries.jsonl')) return new SpanIndex(redactions);
    const isWhole = await this.#eachLine(manifest, 'entries.jsonl', (line, number) => {
      const entry = entryFrom(line);
      if (!entry) return this.find('mismatch', `entries.jsonl, line ${number}, is no leaf.`);
      leaves.add(entry.index, entry.hash);
      const said = redactionFrom(entry.index, entry.leaf);
      if (said) for (const span of parseLeafRanges(entry.leaf.attributes.leaves ?? '') ?? []) redactions.push({ ...span, said });
    });
    return isWhole ? new SpanIndex(redactions) : null;
  }

  async #readRows(manifest: Manifest, leaves: LeafList, redactions: SpanIndex<Redaction> | null): Promise<number | null> {
    if (!Object.hasOwn(manifest.files, 'rows.jsonl')) {
      this.find('incomplete', 'There is no rows.jsonl.');
      return null;
    }
    const mayBeWithheld = new Set(manifest.masking.withheld);
    let rows = 0;
    const isWhole = await this.#eachLine(manifest, 'rows.jsonl', (line, number) => {
      rows += 1;
      const row = parseBundleRow(line);
      if (!row) return this.find('mismatch', `rows.jsonl, line ${number}, is no row.`);
      const hash = leafHashWithin(row);
      if (!hash) return this.find('mismatch', `rows.jsonl, line ${number}, is no row that could have been sealed.`);
      leaves.add(row.leaf, hash);
      this.#lookAtFields(row, mayBeWithheld, redactions);
    });
    return isWhole ? rows : null;
  }

  /** Where the redactions could not be read nothing is said of what is erased: that is told already. */
  #lookAtFields(row: BundleRow, mayBeWithheld: ReadonlySet<string>, redactions: SpanIndex<Redaction> | null): void {
    const named = `${row.source}~${row.key}`.slice(0, 200);
    const mine = redactions?.about(row.leaf) ?? [];
    const bySource = new Map<Redaction, string[]>();
    for (const { name, state } of row.fields) {
      const redaction = mine.find(({ fields }) => fields.has(name));
      if (state === 'withheld') {
        this.#withheld.set(name, (this.#withheld.get(name) ?? 0) + 1);
        if (!mayBeWithheld.has(name)) this.find('mismatch', `${name} of ${named} is withheld, and the manifest does not say so.`);
      } else if (state === 'erased') {
        if (redaction) bySource.set(redaction, [...(bySource.get(redaction) ?? []), name]);
        else if (redactions) this.find('mismatch', `${name} of ${named} is missing, and no redaction leaf says that it was erased.`);
      } else if (redaction) this.find('mismatch', `${name} of ${named} is shown, and leaf ${redaction.index} says that it was erased.`);
    }
    for (const [{ index, reason, at }, fields] of bySource) {
      if (this.#erased.length < mostErasedListed) this.#erased.push({ row: named, leaf: row.leaf, fields, by: index, reason, at });
      else this.#unlistedErased += 1;
    }
  }

  async #proveAtOnce(manifest: Manifest, leaves: LeafList): Promise<boolean> {
    const checkpoint = this.#checkpoint;
    if (!checkpoint || !Object.hasOwn(manifest.files, 'proof.bin') || !this.#has('proof.bin')) {
      this.find('incomplete', 'There is no proof.bin.');
      return false;
    }
    const { indices, hashAt } = leaves.sorted();
    const watched = this.#watched(manifest, 'proof.bin');
    const root = await rootFromCompactProof({ indices, leafAt: hashAt, size: checkpoint.size }, hashesIn(watched.chunks));
    if (!(await watched.isWhole())) return false;
    if (root && isSameBytes(root, checkpoint.root)) return true;
    this.find(
      'mismatch',
      'The rows do not fit the tree that was signed: at least one of them is not what was sealed, or the proof is not theirs. One proof for all cannot say which.',
    );
    return false;
  }

  async #proveEach(manifest: Manifest, leaves: LeafList): Promise<boolean> {
    const checkpoint = this.#checkpoint;
    const note = this.#has('checkpoint.txt') ? noteFromBytes(await this.#small('checkpoint.txt')) : null;
    if (!checkpoint || note === null) return false;
    const { indices, hashAt } = leaves.sorted();
    let proven = 0;
    for (const [place, index] of indices.entries()) {
      const name = `proofs/${index}.tlog-proof`;
      if (index >= checkpoint.size) this.find('mismatch', `There is no leaf ${index} in a tree of ${checkpoint.size}.`);
      else if (indices[place - 1] === index) this.find('mismatch', `Leaf ${index} stands here twice.`);
      else if (!this.#has(name) || !Object.hasOwn(manifest.files, name)) this.find('incomplete', `There is no proof of leaf ${index}.`);
      else if (await this.#isProven({ name, note, index, leaf: hashAt(place), checkpoint })) proven += 1;
      else this.find('mismatch', `Leaf ${index} is not what was sealed, or its proof is not good.`);
    }
    return proven === indices.length;
  }

  async #isProven(claim: { name: string; note: string; index: number; leaf: Hash; checkpoint: Checkpoint }): Promise<boolean> {
    const { name, note, index, leaf, checkpoint } = claim;
    const proof = parseTlogProof(noteFromBytes(await this.#small(name)) ?? '');
    if (proof?.index !== index || proof.extra || proof.checkpoint !== note) return false;
    return isIncluded({ index, size: checkpoint.size, leaf, root: checkpoint.root }, proof.hashes);
  }

  /** Length and hash of every file that was not read line by line. */
  async #lookAtOthers(manifest: Manifest): Promise<void> {
    for (const name of Object.keys(manifest.files)) {
      if (!this.#has(name) || this.#looked.has(name)) continue;
      const watched = this.#watched(manifest, name);
      for await (const _ of watched.chunks);
      await watched.isWhole();
    }
  }

  readonly #looked = new Set<string>();

  /** @returns whether the file is there and whole; where its last line is cut it is not handed over */
  async #eachLine(manifest: Manifest, name: string, take: (line: string, number: number) => void): Promise<boolean> {
    if (!this.#has(name)) return false;
    const watched = this.#watched(manifest, name);
    let number = 0;
    try {
      for await (const { text, isCut } of readLines(watched.chunks, mostLineBytes)) {
        number += 1;
        if (!isCut) take(text, number);
        else if (!watched.isShort()) this.find('mismatch', `${name}, line ${number}, does not end.`);
      }
    } catch (error) {
      if (!(error instanceof UnreadableLine)) throw error;
      this.find('mismatch', `${name}, line ${number + 1}, ${error.message}.`);
      return false;
    }
    return watched.isWhole();
  }

  /** The bytes of a file as they go by, compared with the manifest when all have gone. */
  #watched(manifest: Manifest, name: string) {
    const hash = sha256Stream();
    const stated = manifest.files[name] ?? { bytes: 0, sha256: '' };
    const source = this.#files.open(name);
    this.#looked.add(name);
    let [length, isRead] = [0, false];
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        hash.update(chunk);
        length += chunk.length;
        yield chunk;
      }
      isRead = true;
    }
    const running = chunks();
    return {
      chunks: running,
      isShort: () => length < stated.bytes,
      isWhole: async (): Promise<boolean> => {
        // What a proof did not need is counted too.
        while (!isRead) if ((await running.next()).done) break;
        if (length < stated.bytes) this.find('incomplete', `${name} is cut: it has ${length} bytes of ${stated.bytes}.`);
        else if (length !== stated.bytes || printHex(hash.digest()) !== stated.sha256)
          this.find('mismatch', `${name} is not the file that the manifest names.`);
        else return true;
        return false;
      },
    };
  }

  #has(name: string): boolean {
    return this.#files.names.includes(name);
  }

  async #small(name: string): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this.#files.open(name)) {
      length += piece.length;
      if (length > mostSmallBytes) throw new BundleFault('mismatch', `${name} is larger than it can be.`);
      pieces.push(piece.slice());
    }
    const whole = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

interface Redaction {
  readonly index: number;
  readonly fields: ReadonlySet<string>;
  readonly reason: string;
  readonly at: string;
}

function redactionFrom(index: number, { kind, attributes }: Leaf): Redaction | null {
  if (kind !== 'redaction') return null;
  const { fields = '', reason = '', at = '' } = attributes;
  return { index, fields: new Set(fields.split(',')), reason, at };
}

function entryFrom(line: string): { readonly index: number; readonly hash: Hash; readonly leaf: Leaf } | null {
  const value = parseCanonical(line);
  if (!isObject(value) || Object.keys(value).join() !== 'entry,leaf') return null;
  const index = typeof value.leaf === 'string' ? parseCount(value.leaf) : null;
  const leaf = typeof value.entry === 'string' ? parseLeaf(value.entry) : null;
  if (index === null || !leaf || leaf.commitments.length > 0 || typeof value.entry !== 'string') return null;
  return { index, leaf, hash: leafHash(bytesOf(value.entry)) };
}

/** Null for a row whose leaf would be larger than a leaf can be. */
function leafHashWithin(row: BundleRow): Hash | null {
  try {
    return leafHashOfRow(row);
  } catch {
    // Too large: nothing of it was ever sealed.
    return null;
  }
}

/** Whole hashes only; what is left over at the end makes one that fits nothing. */
async function* hashesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Hash> {
  let rest = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const whole = bytes.length - (bytes.length % 32);
    for (let at = 0; at < whole; at += 32) yield bytes.subarray(at, at + 32);
    rest = bytes.slice(whole);
  }
  if (rest.length > 0) yield rest;
}
