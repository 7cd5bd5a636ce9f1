import { type CommonParams, type Place, placeInFilter } from '@/lib/address';
import type { Instant } from '@/lib/time';
import { suggestKeys } from './suggest-keys';
import { suggestMends } from './suggest-mends';
import { suggestRecognised } from './suggest-recognised';
import { type FacetValue, suggestFacetValues, suggestKnownValues } from './suggest-values';
import type { Suggestion } from './suggestion';

interface SuggestOptions {
  readonly params: CommonParams;
  readonly now: Instant;
  /** The commonest values of the key at the caret, where they are known. */
  readonly values: readonly FacetValue[];
}

const atMost = 10;

/** All that can be chosen with the caret there: first what a pasted text is, then what mends it, then what can stand here. */
export function suggest(text: string, caret: number, options: SuggestOptions): readonly Suggestion[] {
  const here = placeInFilter(text, caret);
  const suggestions = [
    ...suggestRecognised(text, options.params),
    ...suggestMends(text),
    ...(here ? suggestHere(text, here, options) : []),
  ];
  const once = new Map(suggestions.map((suggestion) => [suggestion.label, suggestion]));
  // An empty box is where people learn which keys there are.
  return [...once.values()].slice(0, text.trim() === '' ? undefined : atMost);
}

function suggestHere(text: string, place: Place, { params, now, values }: SuggestOptions): readonly Suggestion[] {
  if (place.kind === 'key') return suggestKeys(text, place);
  return [...suggestKnownValues(text, place, { now, zone: params.zone }), ...suggestFacetValues(text, place, values)];
}
