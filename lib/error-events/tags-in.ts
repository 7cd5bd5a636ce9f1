import { type JsonRecord, own, pairsIn } from './json-shape';
import type { Scrubbing } from './scrubbing';

export type Tags = Readonly<Record<string, string>>;

const mostTags = 100;
const mostKeyCharacters = 200;
const mostValueCharacters = 1_000;

/** Who somebody is besides their id is nobody's business here, under whatever name a tag says it. */
const personal = /^(?:user[._]?(?:name|email|ip(?:[._]?address)?|username)|username|ip(?:[._]?address)?|client[._]?ip|remote[._]?addr)$/i;

/** The tags of an event in whatever shape they came: of a key that comes twice the last one counts. */
export function tagsIn(event: JsonRecord, scrub: Scrubbing): Tags {
  const all = pairsIn(own(event, 'tags'));
  if (all.length > mostTags) scrub.flags.add('truncated');
  const told = all.slice(0, mostTags).flatMap(([key, value]): [string, string][] => {
    const text = tagText(value);
    if (text === null || key === '') return [];
    if (personal.test(key)) {
      scrub.leftOut('user-details');
      return [];
    }
    if (text.length > mostValueCharacters) scrub.flags.add('truncated');
    return [[scrub.text(key, mostKeyCharacters) ?? '', text.slice(0, mostValueCharacters).toWellFormed()]];
  });
  return scrub.texts(Object.fromEntries(told));
}

function tagText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The first tag by one of these names, the likeliest first, however its words are joined: `request_id`, `requestId`, `Request-ID`. */
export function tagNamed(tags: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  const known = new Map(Object.entries(tags).map(([key, value]) => [bareName(key), value]));
  return names.map((name) => known.get(name)).find((value) => value !== undefined && value !== null && value !== '');
}

function bareName(key: string): string {
  return key.toLowerCase().replace(/[_.\s-]/g, '');
}
