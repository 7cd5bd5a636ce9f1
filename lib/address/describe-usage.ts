import { zoneWords } from '@/lib/time';
import { hasLocalTime, inQuotes, listWords, valueWords, whenWords } from './describe-filter';
import type { FieldTerm, HasTerm, Term } from './filter';
import type { UsageKey, UsageRoot } from './grammar';
import { printField } from './print-filter';
import type { UsageFilter } from './usage-address';

/** The same for product events: "use of feature checkout on surface cart by user u_1 in organisation o_1". */
export function describeUsage({ terms }: UsageFilter, { zone }: { readonly zone: string }): string {
  const unreadable = terms.filter(({ kind }) => kind === 'unreadable').length;
  return [
    [terms.length === unreadable ? 'all use' : 'use', ...clauses(terms)].join(' '),
    ...(terms.some(hasLocalTime) ? [zoneWords(zone)] : []),
    ...(unreadable > 0 ? [`leaving out ${unreadable === 1 ? 'one part' : `${unreadable} parts`} that could not be read`] : []),
  ].join(', ');
}

type UsageTerm = Term<UsageKey, UsageRoot>;

function clauses(terms: readonly UsageTerm[]): string[] {
  return clauseOrder.flatMap((place) => {
    const said = terms.filter((term) => placeOf(term) === place).map(clause);
    return said.length > 0 ? [said.join(' and ')] : [];
  });
}

const clauseOrder = [
  'feature',
  'surface',
  'event',
  'user',
  'org',
  'session',
  'source',
  'trust',
  'flag',
  'request',
  'path',
  'has',
  'words',
  'created',
] as const satisfies readonly (UsageKey | 'path' | 'has' | 'words')[];

function placeOf(term: UsageTerm): (typeof clauseOrder)[number] | null {
  if (term.kind === 'unreadable') return null;
  if (term.kind !== 'field') return term.kind;
  return 'path' in term.field ? 'path' : term.field.key;
}

function clause(term: UsageTerm): string {
  switch (term.kind) {
    case 'unreadable':
      return '';
    case 'words':
      return `${term.isNegated ? 'not ' : ''}containing ${inQuotes(term.text)}`;
    case 'has':
      return hasClause(term);
    case 'field':
      return fieldClause(term);
  }
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

function hasClause({ field, isNegated }: HasTerm<UsageKey, UsageRoot>): string {
  return `with${isNegated ? 'out' : ''} any ${'path' in field ? printField(field) : nouns[field.key]}`;
}

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

function fieldClause({ field, values, isNegated }: FieldTerm<UsageKey, UsageRoot>): string {
  if ('path' in field) return `${isNegated ? 'without' : 'with'} ${printField(field)} ${listWords(values.map(valueWords))}`;
  const not = isNegated ? 'not ' : '';
  if (field.key === 'trust') return `${not}reported by ${listWords(values.map((value) => trustWords(valueWords(value))))}`;
  if (field.key === 'created') return `${not}${listWords(values.map(whenWords))}`;
  return `${not}${phrases[field.key]} ${listWords(values.map(valueWords))}`;
}

/** What comes by a public key, anybody could have sent. */
function trustWords(trust: string): string {
  return { client: 'the browser', server: 'a server' }[trust] ?? `something of trust ${trust}`;
}
