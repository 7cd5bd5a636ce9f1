import { isError, type Moment } from './moment';

/** A moment, or several neighbours that say the same over and over but for numbers and IDs. */
export interface Entry {
  /** In order. */
  readonly moments: readonly [Moment, ...Moment[]];
  /** How many of them make one round. */
  readonly period: number;
}

const fewestRounds = 4;
const longestPeriod = 3;
/** A row that opens holds no more: a page stays a page. */
const mostFolded = 300;

/**
 * Repetition folded, losing nothing: the entries hold all moments in their order. A round is up to three moments of which each says
 * what it said the round before. What is an error or an action stands for itself.
 *
 * @param moments in order
 */
export function foldMoments(moments: readonly Moment[]): readonly Entry[] {
  const shapes = moments.map(shapeOf);
  const entries: Entry[] = [];
  let at = 0;
  while (at < moments.length) {
    const { length, period } = runAt(shapes, at);
    const [first, ...more] = moments.slice(at, at + length);
    if (first) entries.push({ moments: [first, ...more], period });
    at += length;
  }
  return entries;
}

/** The shortest round that begins here and is repeated often enough; one moment where none is. */
function runAt(shapes: readonly (string | null)[], at: number): { readonly length: number; readonly period: number } {
  for (let period = 1; period <= longestPeriod; period += 1) {
    let length = period;
    const most = mostFolded - (mostFolded % period);
    while (length < most && shapes[at + length] !== undefined && shapes[at + length] === shapes[at + length - period]) length += 1;
    const rounds = Math.floor(length / period);
    if (rounds >= fewestRounds && !shapes.slice(at, at + period).includes(null)) return { length: rounds * period, period };
  }
  return { length: 1, period: 1 };
}

/** What it says without what differs each time; null for what is never folded. */
function shapeOf(moment: Moment): string | null {
  if (isError(moment) || moment.action !== null) return null;
  const text = moment.text.slice(0, 300).replace(/[0-9a-f]{8,}|\d+/gi, '#');
  return JSON.stringify([moment.service, moment.level, moment.status, text]);
}
