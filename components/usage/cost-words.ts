import type { CostPart } from '@/lib/address';
import type { LedgerRow } from '@/lib/ledger';
import { counted } from './names';

/** One and several, and what it is called where nobody can tell. */
const nouns: Readonly<Record<CostPart, readonly [one: string, several: string, called: string]>> = {
  errors: ['error', 'errors', 'errors'],
  hit: ['person hit', 'people hit', 'people hit'],
  lines: ['error line', 'error lines', 'error lines'],
  slow: ['slow request', 'slow requests', 'slow requests'],
  actions: ['action by hand', 'actions by hand', 'actions by hand'],
  churn: ['line of code changed', 'lines of code changed', 'changes to its code'],
};

export const costNames: Readonly<Record<CostPart, string>> = {
  errors: 'Errors',
  hit: 'People hit',
  lines: 'Error lines',
  slow: 'Slow requests',
  actions: 'Actions by hand',
  churn: 'Lines of code changed',
};

/**
 * "12 errors · 4 people hit · 240 lines of code changed; unknown: slow requests". What is zero is not said; `untold` is what is unknown of
 * every feature, and said elsewhere.
 */
export function costWords({ parts: all }: LedgerRow['cost'], untold: readonly CostPart[] = []): string {
  const parts = all.filter(({ part }) => !untold.includes(part));
  const some = parts.filter(({ amount }) => amount !== null && amount > 0).map(({ part, amount }) => amountWords(part, amount ?? 0));
  const unknown = parts.filter(({ amount }) => amount === null);
  if (unknown.length === parts.length) return 'its cost is unknown';
  const known = some.length > 0 ? some.join(' · ') : 'nothing of what is known';
  return unknown.length === 0 ? known : `${known}; unknown: ${unknown.map(({ part }) => nouns[part][2]).join(', ')}`;
}

export function amountWords(part: CostPart, amount: number): string {
  const [one, several] = nouns[part];
  return counted(amount, one, several);
}
