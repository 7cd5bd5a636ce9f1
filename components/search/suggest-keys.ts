import { type KeyPlace, pathKeys } from '@/lib/address';
import { keyHelp } from './key-help';
import { replaced, type Suggestion } from './suggestion';

/** The keys that begin as typed, in the order in which they are likely wanted. */
export function suggestKeys(text: string, place: KeyPlace): readonly Suggestion[] {
  const typed = place.typed.toLowerCase();
  return Object.entries(keyHelp)
    .filter(([key]) => key.startsWith(typed) && !(place.isAfterHas && key === 'has'))
    .map(([key, help]) => {
      const written = `${key}${pathKeys.some((path) => path === key) ? '.' : place.isAfterHas ? '' : ':'}`;
      return { label: written, help, leadsTo: replaced(text, place, written) };
    });
}
