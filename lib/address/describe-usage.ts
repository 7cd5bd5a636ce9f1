import { describeTerms, listWords, type Telling, trustWords, valueWords, whenWords } from './describe-terms';
import type { UsageKey, UsageRoot } from './grammar';
import type { UsageFilter } from './usage-address';

/** The same for product events: "use of feature checkout on surface cart by user u_1 in organisation o_1". */
export function describeUsage({ terms }: UsageFilter, { zone }: { readonly zone: string }): string {
  return describeTerms(terms, { head: 'use', inHead: [], all: 'all use', zone }, uses);
}

const nouns: Readonly<Record<UsageKey, string>> = {
  feature: 'feature',
  surface: 'surface',
  event: 'event',
  user: 'user',
  org: 'organisation',
  session: 'session',
  request: 'request ID',
  source: 'source',
  trust: 'trust',
  flag: 'flag',
  created: 'time',
};

/** How a key stands in a sentence; a minus says "not" before it. */
const phrases: Readonly<Record<Exclude<UsageKey, 'created' | 'trust'>, string>> = {
  feature: 'of feature',
  surface: 'on surface',
  event: 'by event',
  user: 'by user',
  org: 'in organisation',
  session: 'in session',
  source: 'from source',
  flag: 'flagged',
  request: 'in request',
};

const uses: Telling<UsageKey, UsageRoot> = {
  order: ['feature', 'surface', 'event', 'user', 'org', 'session', 'source', 'trust', 'flag', 'request', 'path', 'has', 'words', 'created'],
  nouns,
  clause(key, { values, isNegated }) {
    const not = isNegated ? 'not ' : '';
    if (key === 'trust') return `${not}reported by ${listWords(values.map(trustWords))}`;
    if (key === 'created') return `${not}${listWords(values.map(whenWords))}`;
    return `${not}${phrases[key]} ${listWords(values.map(valueWords))}`;
  },
};
