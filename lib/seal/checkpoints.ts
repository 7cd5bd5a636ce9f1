import { openNote, parseCheckpoint, printVerifierKey, type SignerKey, signCheckpoint } from '@/lib/tlog';
import type { Client, Head } from './ledger';
import { knownKeys, previousKey, readKeys, sealKey } from './seal-key';

/** A checkpoint as it was signed by us. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly signedAt: string;
}

const columns = `size::text, note, to_char(signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;

export async function latestCheckpoint(sql: Client): Promise<SignedCheckpoint | null> {
  const [row] = await sql.unsafe<CheckpointRow[]>(`select ${columns} from seal_checkpoints order by seal_checkpoints.size desc limit 1`);
  return row ? signedFrom(row) : null;
}

/** The newest first. */
export async function latestCheckpoints(sql: Client, limit: number): Promise<readonly SignedCheckpoint[]> {
  const rows = await sql.unsafe<CheckpointRow[]>(`select ${columns} from seal_checkpoints order by seal_checkpoints.size desc limit $1`, [
    limit,
  ]);
  return rows.map(signedFrom);
}

/** In the order of their sizes, those from `from` on up to `to`, both included. In pages: there may be one for every ten seconds of years. */
export async function* checkpointsWithin(sql: Client, { from, to }: { from: number; to: number }): AsyncGenerator<SignedCheckpoint> {
  for (let next = from; ; ) {
    const rows = await sql.unsafe<CheckpointRow[]>(
      `select ${columns} from seal_checkpoints c where c.size >= $1 and c.size <= $2 order by c.size limit 1000`,
      [next, to],
    );
    yield* rows.map(signedFrom);
    const last = rows.at(-1);
    if (!last) return;
    next = Number(last.size) + 1;
  }
}

/** The latest, if it covers a leaf. */
export async function checkpointOver(sql: Client, leaf: number): Promise<SignedCheckpoint | null> {
  const [row] = await sql.unsafe<CheckpointRow[]>(
    `select ${columns} from seal_checkpoints c where c.size > $1 order by c.size desc limit 1`,
    [leaf],
  );
  return row ? signedFrom(row) : null;
}

interface CheckpointRow {
  size: string;
  note: string;
  at: string;
}

function signedFrom({ size, note, at }: CheckpointRow): SignedCheckpoint {
  return { size: Number(size), note, signedAt: at };
}

/**
 * Signs the head, and keeps what was signed. Ed25519 gives the same bytes for the same head, so that nothing is lost between signing and
 * keeping. Right after a change of keys the old one signs too, if it is at hand: whoever trusts it is led to the new one.
 */
export async function sign(sql: Client, head: Head): Promise<SignedCheckpoint | null> {
  const key = sealKey(head.origin);
  if (!key) return null;
  const { size } = head.frontier;
  const note = signCheckpoint({ size, root: head.root }, [key, ...(await leavingKey(sql, head))]);
  await sql`
    insert into seal_checkpoints (size, root, note, signed_at) values (${size}, ${Buffer.from(head.root)}, ${note}, clock_timestamp())
    on conflict do nothing`;
  return latestCheckpoint(sql);
}

async function leavingKey(sql: Client, { origin, frontier }: Head): Promise<readonly SignerKey[]> {
  const old = previousKey(origin);
  if (!old) return [];
  const keys = await readKeys(sql);
  const newest = keys.at(-1);
  const before = keys.at(-2);
  if (!newest || before?.vkey !== printVerifierKey(old)) return [];
  const [signed] = await sql`select 1 from seal_checkpoints where size > ${newest.since} and size < ${frontier.size} limit 1`;
  return signed ? [] : [old];
}

/** What a note says, if a key of this log has signed it. */
export async function checkpointIn(sql: Client, origin: string, note: string) {
  const opened = openNote(note, await knownKeys(sql, origin));
  const said = opened.state === 'signed' ? parseCheckpoint(opened.note.text) : null;
  return said?.origin === origin ? said : null;
}
