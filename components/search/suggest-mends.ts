import { type Filter, parseFilter, printFilter } from '@/lib/address';
import type { Suggestion } from './suggestion';

/** For each part that cannot be read and whose meaning is likely: the whole text with it mended. */
export function suggestMends(
  text: string,
  parse: (text: string) => Filter<string, string> = (all) => parseFilter(all),
): readonly Suggestion[] {
  const { terms } = parse(text);
  return terms.flatMap((term) => {
    if (term.kind !== 'unreadable' || term.mend === null) return [];
    // A quote that is still open is most likely still being typed.
    if (term.mend.startsWith(term.text)) return [];
    const mended = printFilter({ terms: terms.flatMap((other) => (other === term ? parse(term.mend ?? '').terms : [other])) });
    return [{ label: term.mend, help: `instead of ${term.text}`, leadsTo: { text: mended, caret: mended.length } }];
  });
}
