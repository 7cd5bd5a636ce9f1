import { isError, type Moment } from './moment';

/** A moment, or several neighbours of one service that say the same but for numbers and IDs. Never empty. */
export type Entry = readonly [Moment, ...Moment[]];

const fewest = 4;

/**
 * Repetition folded, losing nothing: the entries hold all moments in their order. What is an error or an action stands for itself.
 *
 * @param moments in order
 */
export function foldMoments(moments: readonly Moment[]): readonly Entry[] {
  const runs: { shape: string | null; moments: [Moment, ...Moment[]] }[] = [];
  for (const moment of moments) {
    const shape = shapeOf(moment);
    const last = runs.at(-1);
    if (last && shape !== null && last.shape === shape) last.moments.push(moment);
    else runs.push({ shape, moments: [moment] });
  }
  return runs.flatMap((run): readonly Entry[] =>
    run.moments.length < fewest ? run.moments.map((moment): Entry => [moment]) : [run.moments],
  );
}

/** What it says without what differs each time; null for what is never folded. */
function shapeOf(moment: Moment): string | null {
  if (isError(moment) || moment.action !== null) return null;
  const text = moment.text.slice(0, 300).replace(/[0-9a-f]{8,}|\d+/gi, '#');
  return JSON.stringify([moment.service, moment.level, moment.status, text]);
}
