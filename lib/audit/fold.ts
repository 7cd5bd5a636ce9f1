import type { Action } from './action';

/** Rows that belong together, in the order of the list: one action, all of one request, or one bulk change. */
export interface Fold {
  readonly kind: 'one' | 'request' | 'burst';
  readonly actions: Run;
}

type Run = readonly [Action, ...Action[]];

const burstGapMs = 5_000;
const smallestBurst = 3;

/**
 * Folds neighbours of a list into what a reader sees as one event. Only neighbours: rows never change places, so that a
 * folded list still is the list.
 */
export function foldActions(actions: readonly Action[]): readonly Fold[] {
  return runs(actions, (a, b) => isSameRequest(a, b) || isSameBurst(a, b)).flatMap(foldsOf);
}

/** A run may hold several requests of one burst: that is one bulk change. Two rows alone are no bulk. */
function foldsOf(run: Run): Fold[] {
  if (run.length === 1) return [{ kind: 'one', actions: run }];
  if (run.every((action) => isSameRequest(action, run[0]))) return [{ kind: 'request', actions: run }];
  if (run.length >= smallestBurst && run.every((action) => isSameDeed(action, run[0]))) return [{ kind: 'burst', actions: run }];
  return runs(run, isSameRequest).map((part) => ({ kind: part.length > 1 ? 'request' : 'one', actions: part }));
}

function runs(actions: readonly Action[], belong: (a: Action, b: Action) => boolean): readonly Run[] {
  const found: [Action, ...Action[]][] = [];
  for (const action of actions) {
    const run = found.at(-1);
    const last = run?.at(-1);
    if (run && last && belong(last, action)) run.push(action);
    else found.push([action]);
  }
  return found;
}

function isSameRequest(a: Action, b: Action): boolean {
  return a.request_id !== null && a.request_id === b.request_id && a.source === b.source;
}

function isSameBurst(a: Action, b: Action): boolean {
  return isSameDeed(a, b) && Math.abs(Date.parse(a.created_at) - Date.parse(b.created_at)) <= burstGapMs;
}

function isSameDeed(a: Action, b: Action): boolean {
  return a.actor_id !== null && a.actor_id === b.actor_id && a.action === b.action && a.source === b.source;
}
