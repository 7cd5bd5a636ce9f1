import {
  bytesOf,
  compactProof,
  inclusionProof,
  joinBytes,
  leafHash,
  type NodeReader,
  parseCheckpoint,
  parseNote,
  printBase64,
  printHex,
  printTlogProof,
  type SignerKey,
  sha256Stream,
} from '@/lib/tlog';
import { type BundleRow, leafHashOfRow, printBundleRow } from './bundle-row';
import { printCanonical } from './canonical-json';
import { type FileMark, type Manifest, signManifest } from './manifest';
import { LeafList } from './proven-leaves';

/** A file of a bundle. Each must be read to its end before the next one is asked for. */
export interface BundleFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface BundleContent {
  /** In the order of the export. */
  readonly rows: AsyncIterable<BundleRow>;
  /** Leaves that are no rows, ascending: redactions of what stands in the rows. Asked for when all rows are written. */
  readonly entries: () => Promise<readonly { readonly leaf: number; readonly entry: string }[]>;
  /** The signed note of a head that holds all of them. */
  readonly checkpoint: string;
  readonly readNodes: NodeReader;
  /** As `printPolicy` gives it. */
  readonly policy: string;
  /** Proofs from earlier heads to this one. */
  readonly consistency?: readonly { readonly size: number; readonly hashes: readonly Uint8Array[] }[];
  /** The verifier, and how to run it. */
  readonly tools?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly key: SignerKey;
  /** What is known of the manifest once all rows are written: their number, the first and the last. @throws where the export is not whole */
  readonly describe: (written: { readonly rows: number }) => Promise<Omit<Manifest, 'format' | 'checkpoint' | 'proof' | 'files' | 'rows'>>;
}

/** Up to as many leaves have a proof of their own each. */
const mostSingleProofs = 256;

/**
 * The files of a bundle, the manifest last: a bundle that was interrupted has none. Streams; of each row 40 bytes stay in memory.
 *
 * @throws {Error} for leaves that the checkpoint does not hold, and for what is no checkpoint
 */
export async function* writeBundle(content: BundleContent): AsyncGenerator<BundleFile> {
  const { consistency = [], tools = [] } = content;
  const head = parseCheckpoint(parseNote(content.checkpoint)?.text ?? '');
  if (!head) throw new Error('What a bundle rests on is no checkpoint.');
  const files: Record<string, FileMark> = {};
  const leaves = new LeafList();
  const file = (name: string, chunks: AsyncIterable<Uint8Array>): BundleFile => ({ name, chunks: marked(name, chunks, files) });

  yield file('rows.jsonl', rowLines(content.rows, leaves));
  if (!files['rows.jsonl']) throw new Error('Each file of a bundle is read to its end before the next one is asked for.');
  const rows = leaves.length;
  const entries = await content.entries();
  for (const { leaf, entry } of entries) leaves.add(leaf, leafHash(bytesOf(entry)));
  if (entries.length > 0) {
    yield file('entries.jsonl', once(entries.map(({ leaf, entry }) => `${printCanonical({ entry, leaf: String(leaf) })}\n`).join('')));
  }
  const { indices } = leaves.sorted();
  const isSingle = indices.length <= mostSingleProofs;
  if (isSingle) {
    for (const index of indices) {
      const hashes = await inclusionProof(index, head.size, content.readNodes);
      yield file(`proofs/${index}.tlog-proof`, once(printTlogProof({ index, hashes, checkpoint: content.checkpoint })));
    }
  } else yield file('proof.bin', joined(compactProof(indices, head.size, content.readNodes)));
  for (const { size, hashes } of consistency) {
    yield file(`consistency/${size}.txt`, once(hashes.map((hash) => `${printBase64(hash)}\n`).join('')));
  }
  yield file('checkpoint.txt', once(content.checkpoint));
  yield file('policy.txt', once(content.policy));
  for (const { name, bytes } of tools) yield file(name, once(bytes));

  const checkpoint = { origin: head.origin, size: head.size, root: printBase64(head.root) };
  const described = await content.describe({ rows });
  const manifest = { ...described, format: 'bundle', rows, checkpoint, proof: isSingle ? 'tlog-proof' : 'compact', files } as const;
  yield { name: 'manifest.txt', chunks: once(signManifest(manifest, content.key)) };
}

async function* rowLines(rows: AsyncIterable<BundleRow>, leaves: LeafList): AsyncGenerator<Uint8Array> {
  let lines = '';
  for await (const row of rows) {
    leaves.add(row.leaf, leafHashOfRow(row));
    lines += `${printBundleRow(row)}\n`;
    if (lines.length < chunkLength) continue;
    yield bytesOf(lines);
    lines = '';
  }
  if (lines !== '') yield bytesOf(lines);
}

const chunkLength = 65_536;

/** Notes length and hash as the bytes go by, when all have gone. */
async function* marked(name: string, chunks: AsyncIterable<Uint8Array>, files: Record<string, FileMark>): AsyncGenerator<Uint8Array> {
  const hash = sha256Stream();
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  files[name] = { bytes, sha256: printHex(hash.digest()) };
}

async function* once(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof content === 'string' ? bytesOf(content) : content;
}

async function* joined(pieces: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield joinBytes(piece);
}
