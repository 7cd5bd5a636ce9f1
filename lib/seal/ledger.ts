import type { Database } from '@/db';
import { config } from '@/lib/config';
import type { Frontier } from '@/lib/tlog';
import { emptyRoot, type Hash, isFrontier } from '@/lib/tlog';

/** A connection, or a pool of them. */
export type Client = Database['$client'];

/** How far the log reaches. */
export interface Head {
  /** The name of the log, and of its key. */
  readonly origin: string;
  readonly root: Hash;
  readonly frontier: Frontier;
  /** Of our own table everything up to here is sealed. */
  readonly cursor: Cursor;
  /** The cluster in which the numbers of transactions were given. */
  readonly cluster: string;
}

export interface Cursor {
  readonly tx: string;
  readonly id: string;
}

/** Null before anything was sealed. */
export async function readHead(sql: Client): Promise<Head | null> {
  const [row] = await sql<HeadRow[]>`
    select origin, size::text, root, frontier, cursor_tx::text as tx, cursor_id::text as id, cluster from seal_head`;
  if (!row) return null;
  const frontier = { size: Number(row.size), hashes: cut(row.frontier) };
  return { origin: row.origin, root: row.root, frontier, cursor: { tx: row.tx, id: row.id }, cluster: row.cluster };
}

interface HeadRow {
  origin: string;
  size: string;
  root: Buffer;
  frontier: Buffer;
  tx: string;
  id: string;
  cluster: string;
}

/** The log keeps the name that it began with, wherever the installation moves. */
export async function beginLog(sql: Client): Promise<void> {
  await sql`
    insert into seal_head (origin, size, root, frontier, moved_at)
    values (${`${config().publicUrl.host}/audit`}, 0, ${Buffer.from(emptyRoot)}, ${Buffer.alloc(0)}, clock_timestamp())
    on conflict do nothing`;
}

/** Whether what is appended to it would make a tree at all. */
export function isWhole({ frontier }: Head): boolean {
  return isFrontier(frontier);
}

/** Hashes that stand one behind the other. */
export function cut(bytes: Uint8Array): Hash[] {
  return Array.from({ length: Math.floor(bytes.length / 32) }, (_, n) => bytes.subarray(32 * n, 32 * n + 32));
}
