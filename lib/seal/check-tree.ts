import {
  appendLeaves,
  frontierRoot,
  type Hash,
  isSameBytes,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  readFrontier,
  tileWidth,
  type VerifierKey,
} from '@/lib/tlog';
import { checkpointIn, latestCheckpoint, type SignedCheckpoint } from './checkpoints';
import { type Finding, findingAbout } from './finding';
import { type Client, cut, type Head } from './ledger';
import { wordsOf } from './outside';
import { isPlaceError, type Place } from './place';
import { readKeys, sealKey } from './seal-key';
import { nodesOf } from './tiles';

/** Tiles of the first level as the ledger holds them, by their index. */
export async function readTiles(
  sql: Client,
  { from, to }: { from: number; to: number },
): Promise<ReadonlyMap<number, { hashes: Buffer; root: Buffer }>> {
  const rows = await sql<{ index: string; hashes: Buffer; root: Buffer }[]>`
    select "index"::text, hashes, root from seal_tiles where level = 0 and "index" >= ${Math.floor(from / tileWidth)} and "index" < ${Math.ceil(to / tileWidth)}`;
  return new Map(rows.map(({ index, hashes, root }) => [Number(index), { hashes, root }]));
}

/** Whether a tile is what its hashes make of it. */
export function checkTile(index: number, { hashes, root }: { hashes: Buffer; root: Buffer }): Finding | null {
  const isRight = hashes.length === 32 * tileWidth && isSameBytes(rootOf(cut(hashes)), root);
  return isRight
    ? null
    : findingAbout(
        'tile',
        `Tile ${index} of the ledger was changed: it is of the leaves ${index * tileWidth} to ${(index + 1) * tileWidth - 1}.`,
      );
}

function rootOf(hashes: readonly Hash[]): Hash {
  return frontierRoot(appendLeaves({ size: 0, hashes: [] }, hashes));
}

/** The levels above the first: few, and looked at in every run. */
export async function checkUpperTiles(sql: Client, size: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const missing = await sql<{ index: string }[]>`
    select n::text as "index" from generate_series(0, ${Math.floor(size / tileWidth) - 1}::bigint) as n
    where not exists (select from seal_tiles t where t.level = 0 and t."index" = n) limit 1000`;
  findings.push(...missing.map(({ index }) => findingAbout('tile', `Tile ${index} of the ledger is gone.`)));
  for (let level = 1; Math.floor(size / tileWidth ** (level + 1)) > 0; level += 1) {
    const rows = await sql<{ index: string; hashes: Buffer; root: Buffer; below: Buffer | null }[]>`
      select n::text as "index", coalesce(t.hashes, '') as hashes, coalesce(t.root, '') as root, (
        select string_agg(b.root, '' order by b."index") from seal_tiles b
        where b.level = ${level - 1} and b."index" >= n * 256 and b."index" < (n + 1) * 256
      ) as below
      from generate_series(0, ${Math.floor(size / tileWidth ** (level + 1)) - 1}::bigint) as n
      left join seal_tiles t on t.level = ${level} and t."index" = n`;
    for (const { index, hashes, root, below } of rows) {
      const isRight = below !== null && isSameBytes(hashes, below) && isSameBytes(rootOf(cut(hashes)), root);
      if (!isRight) findings.push(findingAbout('tile', `Tile ${index} of level ${level} of the ledger was changed, or one below it.`));
    }
  }
  return findings;
}

/** The head against the tree that its tiles make, and against what was signed last. */
export async function checkHead(sql: Client, head: Head): Promise<readonly Finding[]> {
  const { size, hashes } = head.frontier;
  const findings: Finding[] = [];
  // In one statement, so that what is sealed meanwhile is no difference.
  const [now] = await sql<{ next: string; size: string; signed: string }[]>`
    select coalesce((select max("index") + 1 from seal_leaves), 0)::text as next, size::text,
      coalesce((select max(c.size) from seal_checkpoints c), 0)::text as signed
    from seal_head`;
  if (now?.next !== now?.size) {
    findings.push(findingAbout('head', `The head of the ledger says ${now?.size} leaves, and there are leaves up to ${now?.next}.`));
  }
  if (Number(now?.signed) > Number(now?.size)) {
    findings.push(findingAbout('head', `A checkpoint of ${now?.signed} leaves was signed, and the head says ${now?.size}.`));
  }
  const made = await readFrontier(size, nodesOf(sql, size)).catch(() => null);
  const isRight =
    made !== null &&
    isSameBytes(frontierRoot(made), head.root) &&
    made.hashes.length === hashes.length &&
    made.hashes.every((hash, at) => isSameBytes(hash, hashes[at] ?? hash.subarray(0, 0)));
  if (!isRight) findings.push(findingAbout('head', 'The head of the ledger is not what its leaves make.'));
  return findings;
}

/** The root that a checkpoint of ours was signed with, or why it is none. */
export function readCheckpoint(
  { size, note }: SignedCheckpoint,
  { origin, keys }: { origin: string; keys: readonly VerifierKey[] },
): { root: Hash } | Finding {
  const opened = openNote(note, keys);
  const said = opened.state === 'signed' ? parseCheckpoint(opened.note.text) : null;
  const isOurs = said !== null && said.origin === origin && said.size === size;
  return isOurs
    ? { root: said.root }
    : findingAbout('checkpoint', `The checkpoint of ${size} leaves was changed: its signature is not good, or it is another one.`);
}

/** Each key but the first has a leaf that says from where on it signs, and nothing but the first came without one. */
export async function checkKeys(sql: Client, { origin }: Head): Promise<readonly Finding[]> {
  const own = sealKey(origin);
  const latest = await latestCheckpoint(sql);
  if (own && latest && openNote(latest.note, [own]).state !== 'signed') {
    return [findingAbout('key', 'The latest checkpoint is not signed by SEAL_KEY.')];
  }
  const { keys, rotations } = await sql.begin('isolation level repeatable read read only', async (tx) => {
    const client = tx as unknown as Client;
    const leaves = await client<{ index: string; entry: string }[]>`
      select "index"::text, coalesce(entry, '') as entry from seal_leaves where kind = 'key-rotation' and kind <> 'row' order by "index"`;
    return { keys: await readKeys(client), rotations: leaves };
  });
  const isRight =
    keys.every(({ vkey }) => parseVerifierKey(vkey) !== null) &&
    rotations.length === Math.max(0, keys.length - 1) &&
    rotations.every(({ index, entry }, at) => {
      const [before, after] = [keys[at], keys[at + 1]];
      return after?.since === Number(index) && entry.includes(JSON.stringify(after.vkey)) && entry.includes(JSON.stringify(before?.vkey));
    });
  return isRight ? [] : [findingAbout('key', 'The keys in the ledger are not those that its leaves name.')];
}

/** What is known of this log outside of the database. Answers what could not be read, in words. */
export async function checkOutside(sql: Client, head: Head, places: readonly Place[]) {
  const findings: Finding[] = [];
  const unread: string[] = [];
  for (const place of places) {
    if (!place.read) continue;
    try {
      const note = await place.read();
      const published = note === null ? null : await checkpointIn(sql, head.origin, note);
      if (!published) continue;
      const { size } = head.frontier;
      const made = published.size > size ? null : await readFrontier(published.size, nodesOf(sql, published.size)).catch(() => null);
      if (made && isSameBytes(frontierRoot(made), published.root)) continue;
      findings.push(
        findingAbout(
          'published',
          `The ledger does not go on from the checkpoint of ${published.size} leaves that ${wordsOf(place.name)} holds.`,
        ),
      );
    } catch (error) {
      if (!isPlaceError(error)) throw error;
      unread.push(`${wordsOf(place.name)}: ${error.message}`);
    }
  }
  return { findings, unread };
}
