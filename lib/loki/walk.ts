import { AppError } from '@/lib/errors';
import { type Entry, entryFrom, type RawEntry } from './entry';
import type { Loki } from './loki';
import type { Pass } from './passes';

/** Between which two lines something stands: the key is no one's, or that of a line. */
export interface Place {
  readonly ns: bigint;
  readonly key: string;
}

export interface Stretch {
  readonly passes: readonly Pass[];
  /** From included, to not. */
  readonly from: bigint;
  readonly to: bigint;
  readonly order: 'asc' | 'desc';
  /** Only what comes after it, in the order. */
  readonly start: Place | null;
  /** How many lines are wanted. */
  readonly size: number;
  /** Which of the lines that Loki gives are meant. */
  readonly isMeant: (entry: Entry) => boolean;
  readonly redactsEmails: boolean;
  readonly signal: AbortSignal;
}

export interface Walk {
  readonly entries: readonly Entry[];
  /**
   * Null where the walk came to its end or to its size. Else it stopped before: up to where everything was looked at, and why it went no
   * further, in words.
   */
  readonly stopped: { readonly at: Place; readonly why: string } | null;
}

/** What `max_query_length` allows as Loki comes, with an hour to spare. */
const longestNs = 30n * 86_400n * 1_000_000_000n;
const firstBatch = 500;
const largestBatch = 5_000;
/** Beyond so many lines a question is too wide to be answered by looking at each. */
const mostLooked = 25_000;

/**
 * Goes along a stretch in batches until there are as many lines as wanted. Passes are walked together: only up to where the slowest has
 * come is everything known.
 *
 * @throws {AppError} `unavailable` where not even the first batch came
 */
export async function walk(loki: Loki, stretch: Stretch): Promise<Walk> {
  const { order, size } = stretch;
  const isDown = order === 'desc';
  const found: Entry[] = [];
  let { from, to } = boundsOf(stretch);
  let limit = Math.min(largestBatch, Math.max(firstBatch, size));
  let looked = 0;
  while (from < to) {
    const window = isDown ? { from: larger(from, to - longestNs), to } : { from, to: smaller(to, from + longestNs) };
    const here: Place = isDown ? { ns: to - 1n, key: last } : { ns: from, key: first };
    let batch: Batch;
    try {
      batch = await batchOf(loki, { ...stretch, ...window, limit });
    } catch (error) {
      if (looked === 0 || !(error instanceof AppError)) throw error;
      return { entries: found, stopped: { at: here, why: error.message } };
    }
    looked += batch.looked;
    for (const raw of batch.entries) {
      if (!isBeyond(raw, stretch)) continue;
      const entry = entryFrom(raw, stretch);
      if (!stretch.isMeant(entry)) continue;
      found.push(entry);
      if (found.length === size) return { entries: found, stopped: null };
    }
    if (isDown) to = batch.until;
    else from = batch.until;
    const isStuck = batch.until === (isDown ? window.to : window.from);
    if (isStuck && limit === largestBatch) {
      throw new AppError('unavailable', 'Loki holds more lines of one nanosecond than it gives at a time.');
    }
    limit = isStuck ? largestBatch : Math.min(largestBatch, limit * 2);
    if (from < to && looked >= mostLooked) {
      const at: Place = isDown ? { ns: to - 1n, key: last } : { ns: from, key: first };
      return { entries: found, stopped: { at, why: `${looked.toLocaleString('en')} lines were looked at` } };
    }
  }
  return { entries: found, stopped: null };
}

/** Before and after every key of a nanosecond. */
const first = '';
const last = '~';

function boundsOf({ from, to, order, start }: Stretch): { from: bigint; to: bigint } {
  if (!start) return { from, to };
  return order === 'desc' ? { from, to: smaller(to, start.ns + 1n) } : { from: larger(from, start.ns), to };
}

function isBeyond({ ns, key }: Place, { start, order }: Stretch): boolean {
  if (!start) return true;
  const isAfter = ns > start.ns || (ns === start.ns && key > start.key);
  return order === 'asc' ? isAfter : !isAfter && !(ns === start.ns && key === start.key);
}

interface Batch {
  /** In the order, each once. */
  readonly entries: readonly RawEntry[];
  /** Up to where everything is known: not included going up, included going down. */
  readonly until: bigint;
  readonly looked: number;
}

/** A pass that gave as many as it may give is known up to its last nanosecond only, of which some may be missing. */
async function batchOf(loki: Loki, { passes, from, to, order, limit, signal }: Stretch & { limit: number }): Promise<Batch> {
  const isDown = order === 'desc';
  const answers = await Promise.all(passes.map((query) => loki.entries({ query, from, to, order, limit, signal })));
  const ends = answers.map((entries) => {
    if (entries.length < limit) return isDown ? from : to;
    const times = entries.map(({ ns }) => ns);
    return isDown ? times.reduce(smaller) + 1n : times.reduce(larger);
  });
  const until = ends.reduce(isDown ? larger : smaller);
  const known = answers.flat().filter(({ ns }) => (isDown ? ns >= until : ns < until) && ns >= from && ns < to);
  const entries = [...new Map(known.map((entry) => [`${entry.ns}-${entry.key}`, entry])).values()].toSorted(inOrder);
  if (isDown) entries.reverse();
  return { entries, until, looked: answers.reduce((sum, { length }) => sum + length, 0) };
}

function inOrder(a: Place, b: Place): number {
  if (a.ns !== b.ns) return a.ns < b.ns ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
