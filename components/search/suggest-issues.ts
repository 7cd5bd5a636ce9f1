import { type CommonParams, issueGrammar, levels, parseFilter, placeInFilter } from '@/lib/address';
import type { Instant } from '@/lib/time';
import { issueKeyHelp } from './issue-key-help';
import { suggestKeys } from './suggest-keys';
import { suggestMends } from './suggest-mends';
import { suggestRecognised } from './suggest-recognised';
import { days, suggestKnown } from './suggest-values';
import type { Suggestion } from './suggestion';

interface SuggestOptions {
  readonly params: CommonParams;
  readonly now: Instant;
}

const atMost = 10;

/** The same among issues: what a pasted text leads to, what mends it, and what can stand at the caret. Values that would be counted are not. */
export function suggestIssues(text: string, caret: number, { params, now }: SuggestOptions): readonly Suggestion[] {
  const place = placeInFilter(text, caret, issueGrammar);
  const known = place?.kind === 'value' ? knownValues(place.field.key, { now, zone: params.zone }) : [];
  const suggestions = [
    ...(place?.kind === 'value' || asksByKey(text) ? [] : recognised(text, params)),
    ...suggestMends(text, (all) => parseFilter(all, issueGrammar)),
    ...(place?.kind === 'key' ? suggestKeys(text, place, { help: issueKeyHelp, roots: issueGrammar.roots }) : []),
    ...(place?.kind === 'value' ? suggestKnown(text, place, known) : []),
  ];
  const once = new Map(suggestions.map((suggestion) => [suggestion.label, suggestion]));
  return [...once.values()].slice(0, text.trim() === '' ? undefined : atMost);
}

function asksByKey(text: string): boolean {
  return parseFilter(text, issueGrammar).terms.some(({ kind }) => kind === 'field' || kind === 'has');
}

/** What asks for actions has no place among issues. */
function recognised(text: string, params: CommonParams): readonly Suggestion[] {
  return suggestRecognised(text, params).filter(({ leadsTo }) => 'href' in leadsTo);
}

function knownValues(key: string, when: { readonly now: Instant; readonly zone: string }): readonly (readonly [string, string])[] {
  if (key === 'is') return states;
  if (key === 'level') return levels.map((level) => [level, `of level ${level}`]);
  if (key === 'trust') return trusts;
  return key === 'first' || key === 'last' || key === 'created' ? days(when) : [];
}

const states: readonly (readonly [string, string])[] = [
  ['unresolved', 'nobody marked it as resolved'],
  ['new', 'first seen as of late'],
  ['regressed', 'it came back'],
  ['ongoing', 'neither new nor back again'],
  ['resolved', 'somebody marked it as resolved'],
  ['ignored', 'somebody wants not to be told'],
];

const trusts: readonly (readonly [string, string])[] = [
  ['server', 'a server of yours says so'],
  ['client', 'only the browser says so'],
];
