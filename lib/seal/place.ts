import type { NodeReader, TileId } from '@/lib/tlog';
import type { SignedCheckpoint } from './checkpoints';

/** Somewhere outside of this database. */
export interface Place {
  /** Of its row among the states: `folder`, `git`, `witness witness.example.com`, `state`. */
  readonly name: string;
  /** How long at least between two publications, in milliseconds: remote ones are not asked every ten seconds. */
  readonly pauseMs: number;
  /** Puts the checkpoint there. Answers the signature lines that came back, if any. */
  readonly publish: (publication: Publication) => Promise<string | null>;
  /** The checkpoint that is there; null where there is none yet. Absent where nobody can look. */
  readonly read?: () => Promise<string | null>;
  /** Of a place that only takes: the largest size that it has seen, asked by giving it again what it has; null where it has no more. */
  readonly sizeSeen?: (publication: Publication) => Promise<number | null>;
}

export interface Publication {
  readonly checkpoint: SignedCheckpoint;
  /** Our note, with the signature lines of witnesses that have seen this very size. */
  readonly cosigned: string;
  /** What this place was given last; 0 for a new one. */
  readonly lastSize: number;
  readonly nodes: NodeReader;
  readonly tile: (tile: TileId) => Promise<Uint8Array>;
  readonly signal: AbortSignal;
}

/** What keeps a place from being published to, in words for people, without an address or a secret. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}

/** By its name: a server bundle may hold a class more than once, and places are made once for all of them. */
export function isPlaceError(error: unknown): error is PlaceError {
  return error instanceof Error && error.name === 'PlaceError';
}
