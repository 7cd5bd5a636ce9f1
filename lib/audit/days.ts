import { compareInstants, dayOf, timeNoun } from '@/lib/time';
import type { Action } from './action';
import { type Fold, foldActions } from './fold';

/** A calendar day of a zone with its rows, in the order of the list. */
export interface Day {
  /** `2026-10-03`; null for times that no calendar holds. */
  readonly day: string | null;
  /** "Saturday, 3 October 2026" */
  readonly words: string;
  readonly folds: readonly Fold[];
}

/**
 * Says each day once. What belongs together is folded within a day, never across midnight, nor across the instant `since`, where
 * there is one.
 */
export function daysFrom(actions: readonly Action[], zone: string, since: string | null = null): readonly Day[] {
  const days: { day: string | null; actions: Action[] }[] = [];
  for (const action of actions) {
    const day = dayOf(action.created_at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.actions.push(action);
    else days.push({ day, actions: [action] });
  }
  return days.map((found) => ({ day: found.day, words: wordsOf(found.day), folds: foldsAround(found.actions, since) }));
}

function foldsAround(actions: readonly Action[], since: string | null): readonly Fold[] {
  if (since === null) return foldActions(actions);
  const isNewer = (action: Action) => compareInstants(action.created_at, since) > 0;
  const turn = actions.findIndex((action) => isNewer(action) !== isNewer(actions[0] ?? action));
  return turn === -1 ? foldActions(actions) : [...foldActions(actions.slice(0, turn)), ...foldActions(actions.slice(turn))];
}

const weekdays = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });

function wordsOf(day: string | null): string {
  return day === null ? 'At times that no calendar holds' : `${weekdays.format(new Date(`${day}T00:00:00Z`))}, ${timeNoun(day)}`;
}
