import { suggestRecognised } from '@/components/search/suggest-recognised';
import { hrefOfSuggestion } from '@/components/search/suggestion';
import { auditHref, type CommonParams, describeFilter, parseFilter, readablePart } from '@/lib/address';
import type { Memory } from './browser-memory';
import type { Entry } from './entry';
import type { Place } from './place';

interface Known {
  readonly places: readonly Place[];
  readonly memory: Memory;
  /** Actors and subjects that fit what was typed, as far as they could be looked up. */
  readonly found: readonly Entry[];
  /** The page from which the palette was opened: its address, and its title for a name. */
  readonly here: { readonly href: string; readonly title: string };
  readonly params: CommonParams;
}

/** What can be gone to: with nothing typed what is at hand, else what fits, and at the end always the search for it. */
export function entriesFor(typed: string, { places, memory, found, here, params }: Known): readonly Entry[] {
  const text = typed.trim();
  const fits = (...words: readonly string[]) => words.some((word) => word.toLowerCase().includes(text.toLowerCase()));
  const search = (query: string): Entry => ({ group: 'Searches', label: query, isCode: true, ...searchOf(query, params) });
  return [
    ...(text === '' ? [] : pasted(text, params)),
    ...memory.saved.filter(({ name }) => fits(name)).map((address) => ({ group: 'Saved' as const, ...entryOf(address) })),
    ...places.filter(({ name }) => fits(name)).map((place) => ({ group: 'Screens' as const, ...entryOf(place) })),
    ...(text === '' ? [] : found),
    ...(text === '' ? [] : [search(text)]),
    ...memory.recent.filter((query) => query !== text && fits(query)).map(search),
    ...aboutHere(text, here, memory),
  ];
}

/** The IDs in a log line, a mail or a header, each for what it can be asked. */
function pasted(text: string, params: CommonParams): readonly Entry[] {
  return suggestRecognised(text, params).map((suggestion) => ({
    group: 'Pasted',
    label: suggestion.label,
    help: suggestion.help,
    isCode: true,
    does: { href: hrefOfSuggestion(suggestion, params) },
  }));
}

function searchOf(query: string, { zone, data }: CommonParams): Pick<Entry, 'help' | 'does'> {
  const filter = parseFilter(query);
  return { help: describeFilter(readablePart(filter), { zone }), does: { href: auditHref({ filter, zone, data }) } };
}

function entryOf({ name, href }: Place): Omit<Entry, 'group'> {
  return { label: name, help: '', isCode: false, does: { href } };
}

/** What is typed is the name; without any it is the page's own. */
function aboutHere(text: string, { href, title }: Known['here'], { saved }: Memory): readonly Entry[] {
  const kept = saved.find((address) => address.href === href);
  if (kept && text === '')
    return [{ group: 'This address', label: 'Forget this address', help: kept.name, isCode: false, does: { forget: href } }];
  const name = text === '' ? title : text;
  return [
    { group: 'This address', label: 'Save this address', help: `as “${name}”, in this browser`, isCode: false, does: { save: name } },
  ];
}
