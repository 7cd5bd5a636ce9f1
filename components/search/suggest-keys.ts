import { type KeyPlace, pathKeys } from '@/lib/address';
import { keyHelp } from './key-help';
import { replaced, type Suggestion } from './suggestion';

/** What can be asked by, and which of these want a path. */
interface Keys {
  readonly help: Readonly<Record<string, string>>;
  readonly roots: readonly string[];
}

/** The keys that begin as typed, in the order in which they are likely wanted. */
export function suggestKeys(
  text: string,
  place: KeyPlace<string, string>,
  { help: helpOf, roots }: Keys = { help: keyHelp, roots: pathKeys },
): readonly Suggestion[] {
  const typed = place.typed.toLowerCase();
  return Object.entries(helpOf)
    .filter(([key]) => key.startsWith(typed) && !(place.isAfterHas && key === 'has'))
    .map(([key, help]) => {
      const written = `${key}${roots.some((path) => path === key) ? '.' : place.isAfterHas ? '' : ':'}`;
      return { label: written, help, leadsTo: replaced(text, place, written) };
    });
}
