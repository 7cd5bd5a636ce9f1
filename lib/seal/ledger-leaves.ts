import type { Client } from './ledger';

/** A leaf as the ledger holds it, which is to be compared and not to be believed. */
export interface LedgerLeaf {
  readonly index: number;
  readonly kind: string;
  readonly source: string | null;
  readonly key: string | null;
  readonly schema: string | null;
  readonly hash: Buffer;
  readonly seed: Buffer | null;
  readonly salts: Buffer | null;
  readonly commitments: Buffer | null;
  readonly entry: string | null;
}

const columns = 'l."index"::text, l.kind, l.source, l.key, l.schema, l.hash, l.seed, l.salts, l.commitments, l.entry';

/** In their order, from `from` on and below `to`. */
export async function readLeaves(sql: Client, { from, to }: { from: number; to: number }): Promise<readonly LedgerLeaf[]> {
  const rows = await sql
    .unsafe(`select ${columns} from seal_leaves l where l."index" >= $1 and l."index" < $2 order by l."index"`, [from, to], {
      prepare: true,
    })
    .values();
  return (rows as unknown as LeafRow[]).map(leafFrom);
}

/** The leaf of a row; null where it is not sealed. */
export async function readRowLeaves(sql: Client, source: string, keys: readonly string[]): Promise<readonly LedgerLeaf[]> {
  const rows = await sql
    .unsafe(
      `select ${columns} from seal_leaves l where l.source = $1 and l.key = any($2::text[]) and l.kind in ('row', 'late-row') order by l."index"`,
      [source, keys as string[]],
      { prepare: true },
    )
    .values();
  return (rows as unknown as LeafRow[]).map(leafFrom);
}

type LeafRow = readonly [
  string,
  string,
  string | null,
  string | null,
  string | null,
  Buffer,
  Buffer | null,
  Buffer | null,
  Buffer | null,
  string | null,
];

function leafFrom([index, kind, source, key, schema, hash, seed, salts, commitments, entry]: LeafRow): LedgerLeaf {
  return { index: Number(index), kind, source, key, schema, hash, seed, salts, commitments, entry };
}
