import { frontierRoot, isSameBytes, readFrontier } from '@/lib/tlog';
import { checkpointIn } from './checkpoints';
import type { Client, Head } from './ledger';
import { isPlaceError, type Place, type Publication } from './place';
import { Refusal } from './refusal';
import { nodesOf } from './tiles';

/**
 * Whether this log goes on from what is known of it outside of this database. Whoever restores an old backup holds less than was published,
 * and what would be signed next would be another history under the same name.
 *
 * What a place holds that no key of ours has signed says nothing about us, and what cannot be read neither: then only the others count.
 *
 * @throws {Refusal}
 */
export async function assertGoesOn(sql: Client, head: Head, places: readonly Place[]): Promise<void> {
  for (const place of places) {
    const note = await readQuietly(place);
    const published = note === null ? null : await checkpointIn(sql, head.origin, note);
    if (!published) continue;
    const { size } = head.frontier;
    if (published.size > size) throw behind(place.name, published.size, size);
    if (!(await isOurs(sql, published))) throw forked(place.name, published.size);
  }
}

/** The same for what this process remembers to have signed. @throws {Refusal} */
export async function assertHolds(sql: Client, head: Head, signed: { readonly size: number; readonly root: Uint8Array }): Promise<void> {
  if (signed.size > head.frontier.size) throw behind('memory', signed.size, head.frontier.size);
  if (!(await isOurs(sql, signed))) throw forked('memory', signed.size);
}

/** Of those that cannot be read: given again what they were given last, they tell of more. @throws {Refusal} */
export async function assertNothingLater(places: readonly Place[], publication: Omit<Publication, 'lastSize'>): Promise<void> {
  for (const place of places) {
    const seen = (await place.sizeSeen?.({ ...publication, lastSize: publication.checkpoint.size })) ?? null;
    if (seen !== null) throw behind(place.name, seen, publication.checkpoint.size);
  }
}

async function isOurs(sql: Client, { size, root }: { size: number; root: Uint8Array }): Promise<boolean> {
  try {
    return isSameBytes(frontierRoot(await readFrontier(size, nodesOf(sql, size))), root);
  } catch {
    // Tiles of the ledger that are gone or cut: then it is not what it was.
    return false;
  }
}

async function readQuietly(place: Place): Promise<string | null> {
  try {
    return (await place.read?.()) ?? null;
  } catch (error) {
    if (isPlaceError(error)) return null;
    throw error;
  }
}

function behind(place: string, published: number, size: number): Refusal {
  return new Refusal(
    `Nothing is sealed: ${wordsOf(place)} knows a checkpoint of ${published} leaves, and this database holds ${size}. ` +
      'It looks like a database restored from an older backup. Restore a newer one; what would be signed here would be another history.',
  );
}

function forked(place: string, size: number): Refusal {
  return new Refusal(
    `Nothing is sealed: the checkpoint of ${size} leaves that ${wordsOf(place)} holds is not what this database holds. ` +
      'Its ledger was changed, or it is another database than the one that was published. Restore that one, or find out what was changed by npx tracebook verify.',
  );
}

export function wordsOf(place: string): string {
  if (place === 'memory') return 'this process';
  if (place === 'state') return 'the file SEAL_STATE';
  if (place === 'folder') return 'the folder of publication';
  return place === 'git' ? 'the git remote' : `the ${place}`;
}
