import { sql } from 'drizzle-orm';
import { parseActionRef } from '@/lib/address';
import type { ActionStream } from '@/lib/audit';
import { config } from '@/lib/config';
import { askPatiently } from '@/lib/database';
import { AppError, type ErrorCode } from '@/lib/errors';
import { type BundleRow, bundleRow, ChangedRow, isInSpans, parseLeaf, parseLeafRanges, saltLength, writeBundle } from '@/lib/evidence';
import { bundleCheckpoint, bundleNodes, bundlePolicy, entryLeaves, manifestKey, type SealedRow, sealedRows } from '@/lib/seal';
import type { Instant } from '@/lib/time';
import { consistencyProof } from '@/lib/tlog';
import type { Viewer } from '@/lib/viewer';
import { earlierSizes } from './earlier-sizes';
import type { ExportRecord } from './export-record';
import type { FileForm } from './file-form';
import { describeExport, type Finished } from './manifest';
import { withheldBy } from './masking';
import { verifierFiles } from './verifier-files';
import { zipOf } from './zip';

/** What Postgres prints for a bundle is where the rows are: what they hold comes from what was sealed of them. */
export const bundleLine: FileForm['line'] = (columns, _names, table) =>
  sql`json_build_array(${table.isOurs ? 'tracebook' : table.name}::text, ${columns.ref})::text || ','`;

/** Why this viewer cannot have bundles here, however long they wait. Null where they can, once something is sealed. */
export function whyNoBundle(viewer: Viewer): string | null {
  if (viewer.sees === 'sample') return 'The sample is never sealed, so that nothing of it can be proven.';
  if (config().seal.key === null) return 'Nothing is sealed here: SEAL_KEY is not set.';
  return null;
}

/**
 * About the field `format` of whoever asked, and what to do instead.
 *
 * @throws {AppError} `not-implemented` where nothing is sealed here; `malformed` for the sample; `unavailable` before there is a checkpoint
 */
export async function assertProvable(viewer: Viewer): Promise<void> {
  const why = whyNoBundle(viewer);
  if (why !== null) throw refusedBundle(viewer.sees === 'sample' ? 'malformed' : 'not-implemented', `${why} Take another form.`);
  if ((await bundleCheckpoint(viewer)) !== null) return;
  const message =
    'Nothing is sealed yet, so that a bundle could prove nothing. Sealing begins within seconds of the start: ask again in a minute, or take ' +
    'another form. Where it stays so, /evidence says what keeps it.';
  throw refusedBundle('unavailable', message, { retryAfterSeconds: 60 });
}

function refusedBundle(code: ErrorCode, message: string, options: { readonly retryAfterSeconds?: number } = {}): AppError {
  return new AppError(code, message, { ...options, errors: [{ at: 'format', message }] });
}

interface BundleParts {
  readonly record: ExportRecord;
  readonly stream: ActionStream;
  readonly madeAt: () => Instant;
  /** Counts what goes by. */
  readonly onPage: (rows: number, byTable: Readonly<Record<string, number>>) => void;
  /** Throws where the rows are not as many as they have to be. */
  readonly assertWhole: () => Promise<void>;
  readonly finished: (rows: number, ends: { first: string | null; last: string | null }) => Finished;
}

/** The zip, piece by piece, its directory last. @returns the manifest */
export async function* bundleOf(
  viewer: Viewer,
  { record, stream, madeAt, onPage, assertWhole, finished }: BundleParts,
): AsyncGenerator<Uint8Array, string> {
  const [key, checkpoint] = await askPatiently(() => Promise.all([manifestKey(viewer), bundleCheckpoint(viewer)]));
  if (!key || !checkpoint) throw new AppError('unavailable', 'Nothing is sealed.');
  const withheld = new Set<string>(withheldBy(record.masking, record.format));
  const found: { notSealed: number; first: string | null; last: string | null; erased: Set<number> } = {
    notSealed: 0,
    first: null,
    last: null,
    erased: new Set(),
  };

  const { size, note } = checkpoint;

  async function* rows(): AsyncGenerator<BundleRow> {
    for await (const page of stream.pages()) {
      const places: readonly (readonly [string, string])[] = JSON.parse(`[${page.bytes.toString('utf8', 0, page.bytes.length - 1)}]`);
      const sealed = await askPatiently(() => sealedIn(viewer, places));
      let kept = 0;
      for (const [source, ref] of places) {
        const row = sealed.get(placeKey(source, parseActionRef(ref)?.key ?? ''));
        if (!row || row.leaf >= size) {
          found.notSealed += 1;
          continue;
        }
        kept += 1;
        found.first ??= ref;
        found.last = ref;
        const shown = shownFrom(row, withheld);
        if (shown.fields.some(({ state }) => state === 'erased')) found.erased.add(row.leaf);
        yield shown;
      }
      onPage(kept, page.byTable);
    }
  }

  const readNodes = bundleNodes(viewer, size);
  let manifest = '';
  const files = writeBundle({
    rows: rows(),
    entries: async () => redactionsOf(await askPatiently(() => entryLeaves(viewer, ['redaction'], size)), found.erased),
    checkpoint: note,
    readNodes: (nodes) => askPatiently(() => readNodes(nodes)),
    policy: await askPatiently(() => bundlePolicy(viewer)),
    consistency: await askPatiently(() => proofsFromEarlier(viewer, size)),
    tools: await verifierFiles(),
    key,
    describe: async ({ rows: written }) => {
      await assertWhole();
      return describeExport(record, finished(written, found), { madeAt: madeAt(), notSealed: found.notSealed });
    },
  });

  async function* noted() {
    for await (const { name, chunks } of files) yield { name, chunks: name === 'manifest.txt' ? keep(chunks) : chunks };
  }

  async function* keep(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      manifest += Buffer.from(chunk).toString();
      yield chunk;
    }
  }

  yield* zipOf(noted());
  return manifest;
}

/** For who kept the checkpoint of an earlier bundle. */
async function proofsFromEarlier(viewer: Viewer, size: number) {
  const earlier = (await earlierSizes(viewer)).filter((one) => one > 0 && one < size);
  const readNodes = bundleNodes(viewer, size);
  const proofs: { size: number; hashes: readonly Uint8Array[] }[] = [];
  for (const one of earlier) proofs.push({ size: one, hashes: await consistencyProof(one, size, readNodes) });
  return proofs;
}

async function sealedIn(viewer: Viewer, places: readonly (readonly [string, string])[]): Promise<ReadonlyMap<string, SealedRow>> {
  const bySource = new Map<string, string[]>();
  for (const [source, ref] of places) {
    const keys = bySource.get(source) ?? [];
    keys.push(parseActionRef(ref)?.key ?? '');
    bySource.set(source, keys);
  }
  const found = new Map<string, SealedRow>();
  for (const [source, keys] of bySource)
    for (const row of await sealedRows(viewer, source, keys)) found.set(placeKey(source, row.key), row);
  return found;
}

function placeKey(source: string, key: string): string {
  return `${source}~${key}`;
}

/** @throws {AppError} `conflict` where the row is not what was sealed: as evidence it would be none, and left out nobody would know */
function shownFrom({ fields, ...row }: SealedRow, withheld: ReadonlySet<string>): BundleRow {
  const salts = new Uint8Array(saltLength * fields.length);
  const commitments = new Uint8Array(32 * fields.length);
  for (const [at, { salt, commitment }] of fields.entries()) {
    if (salt) salts.set(salt, saltLength * at);
    commitments.set(commitment, 32 * at);
  }
  const erased = new Set(fields.flatMap(({ name, salt }) => (salt === null ? [name] : [])));
  try {
    return bundleRow({ ...row, fields, salts, commitments, erased }, withheld);
  } catch (error) {
    if (error instanceof ChangedRow)
      throw new AppError('conflict', `${error.message} Look at /evidence; as CSV or JSON Lines it can be had as it is.`);
    throw error;
  }
}

function redactionsOf(entries: readonly { readonly leaf: number; readonly entry: string }[], erased: ReadonlySet<number>) {
  return entries.filter(({ entry }) => {
    const spans = parseLeafRanges(parseLeaf(entry)?.attributes.leaves ?? '') ?? [];
    return [...erased].some((leaf) => isInSpans(leaf, spans));
  });
}
