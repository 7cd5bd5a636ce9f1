import { log } from '@/lib/telemetry';
import type { Steps } from './append';
import type { SignedCheckpoint } from './checkpoints';
import type { Client } from './ledger';
import { isPlaceError, type Place, type Publication } from './place';
import { noteCondition } from './states';
import { nodesOf, readTile } from './tiles';

/** What all places are given of a checkpoint. */
export function publicationOf(sql: Client, checkpoint: SignedCheckpoint, { cosigned, signal }: { cosigned: string; signal: AbortSignal }) {
  return {
    checkpoint,
    cosigned,
    signal,
    nodes: nodesOf(sql, checkpoint.size),
    tile: (tile: Parameters<Publication['tile']>[0]) => readTile(sql, tile),
  };
}

/**
 * Gives a checkpoint to every place that has not had it, and whose pause is over. A place that fails keeps nobody from sealing: it is
 * told, and gets the next one. Answers the names of those that failed.
 */
export async function publish(
  sql: Client,
  places: readonly Place[],
  { checkpoint, signal, isHurried, steps }: { checkpoint: SignedCheckpoint; signal: AbortSignal; isHurried: boolean; steps: Steps },
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const place of places) {
    const last = await lastPublication(sql, place.name);
    if (last.size === checkpoint.size || (!isHurried && last.agoMs < place.pauseMs)) continue;
    const trouble = await tryPlace(sql, place, { checkpoint, lastSize: last.size, signal, steps });
    if (trouble !== null) failed.push(place.name);
    await noteCondition(sql, place.name, trouble);
  }
  return failed;
}

async function tryPlace(
  sql: Client,
  place: Place,
  { checkpoint, lastSize, signal, steps }: { checkpoint: SignedCheckpoint; lastSize: number; signal: AbortSignal; steps: Steps },
): Promise<string | null> {
  const cosigned = checkpoint.note + (await cosignaturesOf(sql, checkpoint.size));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  try {
    const publication = { ...publicationOf(sql, checkpoint, { cosigned, signal: limit }), lastSize };
    const cosignatures = await steps('publish', () => place.publish(publication));
    await steps(
      'mark',
      () => sql`
        insert into seal_publications (target, size, cosignatures) values (${place.name}, ${checkpoint.size}, ${cosignatures})
        on conflict do nothing`,
    );
    return null;
  } catch (error) {
    if (isPlaceError(error)) return error.message;
    if (limit.aborted) return 'it gave no answer in time';
    log('error', 'a checkpoint could not be published', { error, reason: place.name });
    return 'publishing to it failed here; the log of this process says how';
  }
}

const longestMs = 60_000;

async function lastPublication(sql: Client, target: string): Promise<{ readonly size: number; readonly agoMs: number }> {
  const [row] = await sql<{ size: string; ago: number }[]>`
    select size::text, extract(epoch from clock_timestamp() - published_at)::float8 * 1000 as ago from seal_publications p
    where target = ${target} order by p.size desc limit 1`;
  return row ? { size: Number(row.size), agoMs: row.ago } : { size: 0, agoMs: Number.POSITIVE_INFINITY };
}

/** Signature lines of witnesses that have seen this very size. */
export async function cosignaturesOf(sql: Client, size: number): Promise<string> {
  const rows = await sql<{ lines: string }[]>`
    select cosignatures as lines from seal_publications where size = ${size} and cosignatures is not null order by target`;
  return rows.map(({ lines }) => lines).join('');
}
