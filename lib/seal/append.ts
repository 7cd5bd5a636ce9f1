import { appendLeaves, bytesOf, emptyFrontier, frontierRoot, type Hash, joinBytes, leafHash, tileWidth } from '@/lib/tlog';
import { type Client, type Cursor, cut, type Head } from './ledger';

/** A leaf before it has a place. */
export interface Draft {
  readonly kind: string;
  readonly hash: Hash;
  readonly row: {
    readonly source: string;
    readonly key: string;
    readonly schema: string;
    readonly seed: Uint8Array;
    readonly commitments: Uint8Array;
  } | null;
  /** The whole text where it is of no row. */
  readonly entry: string | null;
}

export function draftOfEntry(kind: string, entry: string): Draft {
  return { kind, hash: leafHash(bytesOf(entry)), row: null, entry };
}

/** What goes with the leaves, in the same transaction. */
export interface Move {
  readonly cursor: Cursor;
  readonly cluster: string;
  /** As the database has told it. */
  readonly sealedAt: string;
  readonly schema?:
    | { readonly source: string; readonly fingerprint: string; readonly fields: readonly (readonly [string, string])[] }
    | undefined;
  readonly key?: string | undefined;
  readonly steps?: Steps;
}

/** Told before and after each step of sealing; where it throws, the pass has ended there. */
export type Steps = <T>(step: SealStep, act: () => Promise<T>) => Promise<T>;

export const sealSteps = [
  'lock',
  'read-head',
  'look-outside',
  'read-rows',
  'insert-leaves',
  'insert-tiles',
  'move-head',
  'commit',
  'read-again',
  'sign',
  'publish',
  'mark',
] as const;

export type SealStep = (typeof sealSteps)[number];

export const untold: Steps = (_step, act) => act();

/** Somebody else has moved the head in the meantime: nothing of what was to be appended is there. */
export class Overtaken extends Error {}

/**
 * Appends leaves, with the tiles that they fill, and moves the head: all of it or nothing, and only from the size that the head has here.
 *
 * @throws {Overtaken}
 */
export async function append(sql: Client, head: Head, drafts: readonly Draft[], move: Move): Promise<Head> {
  const { size } = head.frontier;
  const hashes = drafts.map(({ hash }) => hash);
  const frontier = appendLeaves(head.frontier, hashes);
  const next: Head = { ...head, frontier, root: frontierRoot(frontier), cursor: move.cursor, cluster: move.cluster };
  const steps = move.steps ?? untold;
  const transaction = () =>
    sql.begin(async (tx) => {
      const client = tx as unknown as Client;
      if (drafts.length > 0) await steps('insert-leaves', () => insertLeaves(client, { from: size, drafts, sealedAt: move.sealedAt }));
      await steps('insert-tiles', () => insertTiles(client, size, hashes));
      // The schema leaf, or that of the key, is the first of the batch.
      if (move.schema) {
        const { source, fingerprint, fields } = move.schema;
        await client`insert into seal_schemas (source, fingerprint, fields, leaf) values (${source}, ${fingerprint}, ${JSON.stringify(fields)}::jsonb, ${size})`;
      }
      if (move.key) await client`insert into seal_keys (since, vkey) values (${size}, ${move.key})`;
      await steps('move-head', () => moveHead(client, size, next));
    });
  await steps('commit', transaction);
  return next;
}

async function moveHead(client: Client, size: number, { root, frontier, cursor, cluster }: Head): Promise<void> {
  const [moved] = await client<{ is_moved: boolean }[]>`
    select seal_move(${size}, ${frontier.size}, ${Buffer.from(root)}, ${Buffer.from(joinBytes(frontier.hashes))},
      ${cursor.tx}::text::xid8, ${cursor.id}, ${cluster}) as is_moved`;
  if (!moved?.is_moved) throw new Overtaken();
}

interface Batch {
  readonly from: number;
  readonly drafts: readonly Draft[];
  readonly sealedAt: string;
}

/** Bytes go as one parameter of each kind and are cut there: thousands of them would take many times as long. */
async function insertLeaves(sql: Client, { from, drafts, sealedAt }: Batch): Promise<void> {
  const rows = drafts.map(({ row }) => row);
  let at = 1;
  const starts = rows.map((row) => {
    const start = at;
    at += row?.commitments.length ?? 0;
    return start;
  });
  const hashes = Buffer.concat(drafts.map(({ hash }) => hash));
  const seeds = Buffer.concat(rows.map((row) => row?.seed ?? noSeed));
  const commitments = Buffer.concat(rows.flatMap((row) => row?.commitments ?? []));
  await sql.unsafe(
    `insert into seal_leaves ("index", kind, source, key, schema, hash, seed, commitments, entry, sealed_at)
    select $1::bigint + n - 1, kind, source, key, schema, substr($2::bytea, (32 * n - 31)::int, 32),
      case when length > 0 then substr($3::bytea, (32 * n - 31)::int, 32) end, case when length > 0 then substr($4::bytea, start, length) end,
      entry, $5::timestamptz
    from unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::int[], $12::int[])
      with ordinality as d (kind, source, key, schema, entry, start, length, n)`,
    [
      from,
      hashes,
      seeds,
      commitments,
      sealedAt,
      drafts.map(({ kind }) => kind),
      rows.map((row) => row?.source ?? null),
      rows.map((row) => row?.key ?? null),
      rows.map((row) => row?.schema ?? null),
      drafts.map(({ entry }) => entry),
      starts,
      rows.map((row) => row?.commitments.length ?? 0),
    ] as never[],
  );
}

const noSeed = new Uint8Array(32);

/** Those that these leaves fill, on every level. */
async function insertTiles(sql: Client, oldSize: number, leaves: readonly Hash[]): Promise<void> {
  let fresh = leaves;
  for (let level = 0; ; level += 1) {
    const had = Math.floor(oldSize / tileWidth ** level);
    if ((had % tileWidth) + fresh.length < tileWidth) return;
    const hashes = [...(await beginningOfTile(sql, level, had)), ...fresh];
    const first = Math.floor(had / tileWidth);
    const full = Math.floor(hashes.length / tileWidth);
    const tiles = Array.from({ length: full }, (_, n) => hashes.slice(n * tileWidth, (n + 1) * tileWidth));
    const roots = tiles.map((tile) => frontierRoot(appendLeaves(emptyFrontier, tile)));
    await sql.unsafe(
      `insert into seal_tiles (level, "index", hashes, root)
      select $1, $2::bigint + n - 1, substr($3::bytea, (8192 * n - 8191)::int, 8192), substr($4::bytea, (32 * n - 31)::int, 32)
      from generate_series(1, $5::int) as n`,
      [level, first, Buffer.concat(tiles.flat()), Buffer.concat(roots), full],
    );
    fresh = roots;
  }
}

/** What stands already in the tile that is not full: hashes of leaves, or of the tiles below. */
async function beginningOfTile(sql: Client, level: number, had: number): Promise<Hash[]> {
  if (had % tileWidth === 0) return [];
  const first = had - (had % tileWidth);
  const [row] =
    level === 0
      ? await sql<
          { hashes: Buffer }[]
        >`select string_agg(hash, '' order by "index") as hashes from seal_leaves where "index" >= ${first} and "index" < ${had}`
      : await sql<{ hashes: Buffer }[]>`
          select string_agg(root, '' order by "index") as hashes from seal_tiles
          where level = ${level - 1} and "index" >= ${first} and "index" < ${had}`;
  return cut(row?.hashes ?? Buffer.alloc(0));
}
