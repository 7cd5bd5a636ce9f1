import { createHash } from 'node:crypto';
import {
  type BundleContent,
  type BundleFiles,
  bundleRow,
  type Manifest,
  policyOf,
  printLeaf,
  printLeafRanges,
  printPolicy,
  printRowLeaf,
  rowCommitments,
  type SealedRow,
  saltsFrom,
  schemaFingerprint,
  type Verdict,
  verifyBundle,
  writeBundle,
} from '@/lib/evidence';
import {
  appendLeaves,
  bytesOf,
  emptyFrontier,
  type Frontier,
  frontierRoot,
  type Hash,
  leafHash,
  type NodeReader,
  openNote,
  parseNote,
  printNote,
  signatureOf,
  signCheckpoint,
  signerKey,
} from '@/lib/tlog';

/** Keys of a log, of somebody else under the same name, and of a witness. */
export const logKey = signerKey('audit.example.com/audit', new Uint8Array(32).fill(1));
export const otherKey = signerKey('audit.example.com/audit', new Uint8Array(32).fill(2));
export const witnessKey = signerKey('witness.example.com/w1', new Uint8Array(32).fill(3), 'cosignature');

const columns = [
  { name: 'action', type: 'text' },
  { name: 'actor_id', type: 'text' },
  { name: 'created_at', type: 'timestamp with time zone' },
  { name: 'metadata', type: 'jsonb' },
  { name: 'org_id', type: 'text' },
];

/** A log in memory: every node of its tree, and the rows that were sealed. */
export interface TestLog {
  readonly rows: readonly SealedRow[];
  readonly entries: readonly { readonly leaf: number; readonly entry: string }[];
  readonly frontier: Frontier;
  readonly readNodes: NodeReader;
  readonly checkpoint: string;
  readonly leafTexts: readonly string[];
}

export interface TestLogOptions {
  /** Rows to be sealed; others stand between them, which are in no bundle. */
  readonly rows: number;
  /** Every how many-th leaf is one of them. */
  readonly every?: number;
  /** Fields of these rows (by their place) that are erased. */
  readonly erased?: ReadonlyMap<number, readonly string[]>;
}

export function makeLog({ rows: count, every = 2, erased = new Map() }: TestLogOptions): TestLog {
  const schema = schemaFingerprint('tracebook', columns);
  const leafTexts: string[] = [];
  const rows: SealedRow[] = [];
  for (let place = 0; rows.length < count; place += 1) {
    if (place % every !== every - 1) {
      leafTexts.push(
        printLeaf({
          kind: 'heartbeat',
          attributes: { at: `2026-10-03T18:02:11.${String(place).padStart(6, '0').slice(-6)}Z` },
          commitments: [],
        }),
      );
      continue;
    }
    const fields = columns.map(({ name }) => ({ name, value: sealedValue(name, rows.length) }));
    const salts = saltsFrom(createHash('sha256').update(`seed ${place}`).digest(), fields.length);
    const commitments = rowCommitments(fields, salts);
    const identity = {
      kind: rows.length % 7 === 3 ? ('late-row' as const) : ('row' as const),
      source: 'tracebook',
      key: String(1_000 + rows.length),
      schema,
    };
    const gone = new Set(erased.get(rows.length) ?? []);
    rows.push({
      ...identity,
      leaf: place,
      fields: fields.map((field) => (gone.has(field.name) ? { ...field, value: null } : field)),
      salts,
      commitments,
      erased: gone,
    });
    leafTexts.push(
      printRowLeaf(
        identity,
        columns.map(({ name }) => name),
        commitments,
      ),
    );
  }
  const entries = [...erased].map(([row, fields]) => {
    const leaves = printLeafRanges([rows[row]?.leaf ?? 0]);
    const attributes = {
      approver: 'u_9',
      at: '2026-11-26T09:00:00.000000Z',
      fields: fields.toSorted().join(','),
      leaves,
      reason: 'request 7',
    };
    leafTexts.push(printLeaf({ kind: 'redaction', attributes, commitments: [] }));
    return { leaf: leafTexts.length - 1, entry: leafTexts.at(-1) ?? '' };
  });
  return { rows, entries, leafTexts, ...treeOf(leafTexts.map((text) => leafHash(bytesOf(text)))) };
}

export function treeOf(hashes: readonly Hash[]) {
  const nodes = new Map<string, Hash>();
  const frontier = appendLeaves(emptyFrontier, hashes, ({ level, index }, hash) => nodes.set(`${level}/${index}`, hash));
  const readNodes: NodeReader = async (asked) =>
    asked.map(({ level, index }) => {
      const hash = nodes.get(`${level}/${index}`);
      if (!hash) throw new Error(`There is no node ${level}/${index}.`);
      return hash;
    });
  return { frontier, readNodes, checkpoint: signCheckpoint({ size: frontier.size, root: frontierRoot(frontier) }, [logKey]) };
}

function sealedValue(name: string, row: number): string | null {
  if (name === 'metadata') return `{"n": ${row}, "big": 9007199254740993, "x": 1.00, "who": "Zoë \\u0001"}`;
  if (name === 'org_id') return row % 3 === 0 ? null : `o_${row % 3}`;
  if (name === 'created_at') return `2026-10-03T18:02:11.${String(row % 1_000_000).padStart(6, '0')}Z`;
  return `${name} ${row}`;
}

export interface TestBundleOptions {
  readonly withheld?: readonly string[];
  readonly key?: typeof logKey;
  readonly checkpoint?: string;
  readonly describe?: Partial<Manifest>;
  readonly consistency?: NonNullable<BundleContent['consistency']>;
  readonly tools?: NonNullable<BundleContent['tools']>;
}

/** The files of a bundle, by their names. */
export type Files = Map<string, Uint8Array>;

export async function makeBundle(log: TestLog, options: TestBundleOptions = {}): Promise<Files> {
  const files: Files = new Map();
  for await (const { name, chunks } of streamBundle(log, options)) {
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(chunk);
    files.set(name, Buffer.concat(pieces));
  }
  return files;
}

export function streamBundle(
  log: TestLog,
  { withheld = [], key = logKey, consistency = [], tools = [], ...given }: TestBundleOptions = {},
) {
  const hidden = new Set(withheld);
  async function* rows() {
    for (const row of log.rows) yield bundleRow(row, hidden);
  }
  return writeBundle({
    rows: rows(),
    entries: async () => log.entries,
    checkpoint: given.checkpoint ?? log.checkpoint,
    readNodes: log.readNodes,
    policy: printPolicy(policyOf([key])),
    consistency,
    tools,
    key,
    describe: async () => ({
      exportId: 'exp_1',
      madeAt: '2026-11-26T09:00:07.120000Z',
      asOf: '2026-11-26T09:00:00.000000Z',
      filter: 'actor:u_1',
      filterWords: 'actions by u_1',
      zone: 'America/New_York',
      viewer: { id: 'u_9', label: 'Ada' },
      reason: 'DPA request 12',
      notSealed: 0,
      first: log.rows[0] ? `app~${log.rows[0].key}` : null,
      last: log.rows.at(-1) ? `app~${log.rows.at(-1)?.key}` : null,
      masking: { profile: withheld.length > 0 ? 'support' : 'none', withheld: withheld.toSorted() },
      notes: [],
      ...given.describe,
    }),
  });
}

export function filesOf(files: ReadonlyMap<string, Uint8Array>, pieceBytes = 1_000): BundleFiles {
  return {
    names: [...files.keys()],
    async *open(name) {
      const bytes = files.get(name) ?? new Uint8Array(0);
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

export const trusted = { policy: policyOf([logKey]), checkpoint: null };

export async function verdictOf(
  files: ReadonlyMap<string, Uint8Array>,
  trust: Parameters<typeof verifyBundle>[1] = trusted,
): Promise<Verdict> {
  return verifyBundle(filesOf(files), trust);
}

/** A text of the bundle, changed; and with `resign` the manifest made anew over it, by somebody who has the key. */
export function withText(files: Files, name: string, change: (text: string) => string): Files {
  return new Map(files).set(name, Buffer.from(change(Buffer.from(files.get(name) ?? new Uint8Array(0)).toString())));
}

/** The manifest as whoever holds the key could sign it over files that were changed. */
export function resigned(
  files: Files,
  key = logKey,
  change: (manifest: Record<string, unknown>) => Record<string, unknown> = (same) => same,
): Files {
  const note = parseNote(Buffer.from(files.get('manifest.txt') ?? new Uint8Array(0)).toString());
  const manifest = JSON.parse(note?.text.split('\n')[1] ?? '{}') as Record<string, unknown>;
  const names = [...files.keys()].filter((name) => name !== 'manifest.txt').sort();
  const marks = Object.fromEntries(
    names.map((name) => {
      const bytes = files.get(name) ?? new Uint8Array(0);
      return [name, { bytes: String(bytes.length), sha256: createHash('sha256').update(bytes).digest('hex') }];
    }),
  );
  const changed = change({ ...manifest, files: marks });
  const text = `tracebook-export/v1\n${JSON.stringify(changed, Object.keys(flattened(changed)).sort())}\n`;
  return new Map(files).set('manifest.txt', Buffer.from(printNote({ text, signatures: [signatureOf(text, key)] })));
}

/** Every name that occurs in it, so that `JSON.stringify` writes all of them, in order. */
function flattened(value: unknown): Record<string, true> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([name, inner]) => ({ [name]: true, ...flattened(inner) })));
}

/** The checkpoint with the signature of a witness, as it would have been at that second. */
export function cosigned(checkpoint: string, time: number): string {
  const opened = openNote(checkpoint, [logKey]);
  if (opened.state !== 'signed') throw new Error('That is no checkpoint of this log.');
  return printNote({ text: opened.note.text, signatures: [...opened.note.signatures, signatureOf(opened.note.text, witnessKey, time)] });
}
