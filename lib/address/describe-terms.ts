import { readTime, timeNoun, timeRangeWords, timeWords, zoneWords } from '@/lib/time';
import type { FieldTerm, HasTerm, Pattern, Term, Value } from './filter';
import { isPlain, quote } from './lexeme';
import { printField } from './print-filter';

/** How filters over one kind of thing are told. */
export interface Telling<Key extends string, Root extends string> {
  /** What is said of one key stands together, in this order, which is that of good English. */
  readonly order: readonly (Key | 'path' | 'has' | 'words')[];
  readonly nouns: Readonly<Record<Key, string>>;
  /** A key with its values: "not by u_1". */
  readonly clause: (key: Key, term: Pick<FieldTerm<Key, Root>, 'values' | 'isNegated'>) => string;
}

interface Told<Key extends string, Root extends string> {
  /** What is told of: "failed actions". */
  readonly head: string;
  /** The terms that the head tells already. */
  readonly inHead: readonly (Term<Key, Root> | undefined)[];
  /** What is told of where nothing narrows it down: "all actions". */
  readonly all: string;
  readonly zone: string;
}

/** What could not be read is counted, for it was not searched. */
export function describeTerms<Key extends string, Root extends string>(
  terms: readonly Term<Key, Root>[],
  { head, inHead, all, zone }: Told<Key, Root>,
  telling: Telling<Key, Root>,
): string {
  const others = terms.filter((term) => !inHead.includes(term));
  const unreadable = terms.filter(({ kind }) => kind === 'unreadable').length;
  return [
    [terms.length === unreadable ? all : head, ...clauses(others, telling)].join(' '),
    ...(terms.some(hasLocalTime) ? [zoneWords(zone)] : []),
    ...(unreadable > 0 ? [`leaving out ${unreadable === 1 ? 'one part' : `${unreadable} parts`} that could not be read`] : []),
  ].join(', ');
}

/** "by u_1 and not by u_2" */
function clauses<Key extends string, Root extends string>(terms: readonly Term<Key, Root>[], telling: Telling<Key, Root>): string[] {
  return telling.order.flatMap((place) => {
    const said = terms.filter((term) => placeOf(term) === place).map((term) => clauseOf(term, telling));
    return said.length > 0 ? [said.join(' and ')] : [];
  });
}

function placeOf<Key extends string, Root extends string>(term: Term<Key, Root>): Telling<Key, Root>['order'][number] | null {
  if (term.kind === 'unreadable') return null;
  if (term.kind !== 'field') return term.kind;
  return 'path' in term.field ? 'path' : term.field.key;
}

function clauseOf<Key extends string, Root extends string>(term: Term<Key, Root>, { nouns, clause }: Telling<Key, Root>): string {
  switch (term.kind) {
    case 'unreadable':
      return '';
    case 'words':
      return `${term.isNegated ? 'not ' : ''}containing ${inQuotes(term.text)}`;
    case 'has':
      return hasClause(term, nouns);
    case 'field': {
      const { field, values, isNegated } = term;
      if (!('path' in field)) return clause(field.key, { values, isNegated });
      return `${isNegated ? 'without' : 'with'} ${printField(field)} ${listWords(values.map(valueWords))}`;
    }
  }
}

function hasClause<Key extends string, Root extends string>(
  { field, isNegated }: HasTerm<Key, Root>,
  nouns: Telling<Key, Root>['nouns'],
): string {
  return `with${isNegated ? 'out' : ''} any ${'path' in field ? printField(field) : nouns[field.key]}`;
}

const signs = { '>=': 'of at least', '>': 'above', '<=': 'of at most', '<': 'below' } as const;

export function valueWords(value: Value): string {
  switch (value.kind) {
    case 'range':
      return `from ${textWords(value.from)} to ${textWords(value.to)}`;
    case 'comparison':
      return `${signs[value.operator]} ${textWords(value.bound)}`;
    case 'subject':
      if (value.type && value.id) return `${patternWords(value.type)} ${patternWords(value.id)}`;
      return value.type ? `any ${patternWords(value.type)}` : `${value.id ? patternWords(value.id) : ''} of any type`;
    default:
      return patternWords(value);
  }
}

const timeSigns = { '>=': 'since', '>': 'after', '<=': 'up to and including', '<': 'before' } as const;

export function whenWords(value: Value): string {
  switch (value.kind) {
    case 'range':
      return timeRangeWords(value.from, value.to);
    case 'comparison':
      return `${timeSigns[value.operator]} ${timeNoun(value.bound)}`;
    default:
      return value.kind === 'is' ? timeWords(value.text) : '';
  }
}

const timeKeys = new Set(['created', 'recorded', 'first', 'last']);

function hasLocalTime(term: Term<string, string>): boolean {
  if (term.kind !== 'field' || !timeKeys.has(term.field.key)) return false;
  return term.values.flatMap(boundsOf).some((text) => readTime(text)?.zone === undefined);
}

function boundsOf(value: Value): string[] {
  if (value.kind === 'range') return [value.from, value.to];
  if (value.kind === 'comparison') return [value.bound];
  return value.kind === 'is' ? [value.text] : [];
}

export function patternWords(pattern: Value | Pattern): string {
  if (pattern.kind === 'glob') return pattern.pieces.map((piece) => (piece === '' ? '' : textWords(piece))).join('*');
  return pattern.kind === 'is' ? textWords(pattern.text) : '';
}

function textWords(text: string): string {
  if (text === '') return 'an empty text';
  return isPlain(text) ? text : inQuotes(text);
}

/** With the escapes of the grammar, so that nothing invisible hides in a sentence. */
function inQuotes(text: string): string {
  return `“${quote(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\')}”`;
}

export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** What comes by a public key, anybody could have sent. */
export function trustWords(value: Value): string {
  const trust = valueWords(value);
  return { client: 'the browser', server: 'a server' }[trust] ?? `something of trust ${trust}`;
}
