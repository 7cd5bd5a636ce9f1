import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '@/db';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { parseLeaf } from '@/lib/evidence';
import { assertMay, type Viewer } from '@/lib/viewer';
import { append, draftOfEntry } from './append';
import { type Client, readHead } from './ledger';
import { sealLock } from './seal-log';

/**
 * Puts leaves into the log that are of no row: what is erased or taken out, said before it is done. They are signed with the next sealing.
 *
 * @param entries whole texts, as `printLeaf` gives them
 * @returns the index of the first; the others follow it
 * @throws {AppError} `not-permitted`; `unavailable` where nothing is sealed here, or somebody else seals without end
 */
export async function sealEntries(viewer: Viewer, entries: readonly string[]): Promise<number> {
  assertMay(viewer, 'retention:manage');
  if (config().seal.key === null) throw new AppError('unavailable', 'Nothing is sealed here: SEAL_KEY is not set.');
  const own = openDatabase(config().databaseUrl, 'system');
  try {
    const connection = await own.$client.reserve();
    try {
      await untilLocked(connection as unknown as Client);
      return await appendEntries(own.$client, entries);
    } finally {
      connection.release();
    }
  } finally {
    await own.close();
  }
}

const triesForLock = 300;
const waitMs = 100;

async function untilLocked(connection: Client): Promise<void> {
  for (let tries = 0; tries < triesForLock; tries += 1) {
    const [row] = await connection<{ got: boolean }[]>`select pg_try_advisory_lock(${sealLock[0]}, ${sealLock[1]}) as got`;
    if (row?.got) return;
    await setTimeout(waitMs);
  }
  throw new AppError('unavailable', 'Another instance has been sealing for half a minute. Try again.');
}

async function appendEntries(sql: Client, entries: readonly string[]): Promise<number> {
  const head = await readHead(sql);
  if (!head) throw new AppError('unavailable', 'Nothing is sealed here yet. npx tracebook seal does that.');
  const drafts = entries.map((entry) => draftOfEntry(parseLeaf(entry)?.kind ?? '', entry));
  if (drafts.some(({ kind }) => kind === '')) throw new Error('What is to be sealed is no leaf.');
  const [row] = await sql<{ at: string }[]>`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
  await append(sql, head, drafts, { cursor: head.cursor, cluster: head.cluster, sealedAt: row?.at ?? '' });
  return head.frontier.size;
}
