import { readTime, timeNoun, timeRangeWords, timeWords, zoneWords } from '@/lib/time';
import type { ColumnKey, FieldTerm, Filter, HasTerm, Pattern, Term, Value } from './filter';
import { isPlain, quote } from './lexeme';
import { printField } from './print-filter';

/**
 * A filter in words, to stand in the middle of a sentence: "failed actions by u_1 on customer c_9 in October 2026, New York
 * time". The order is that of good English, not that of writing. What could not be read is counted, for it was not searched.
 */
export function describeFilter(filter: Filter, { zone }: { readonly zone: string }): string {
  const { terms } = filter;
  const [outcome] = terms.filter((term) => isPositive(term, 'outcome'));
  const [action] = terms.filter((term) => isPositive(term, 'action'));
  const others = terms.filter((term) => term !== outcome && term !== action);
  const unreadable = terms.filter(({ kind }) => kind === 'unreadable').length;
  const head = [outcome && adjective(outcome), action && listWords(action.values.map(patternWords)), 'actions'].filter(Boolean).join(' ');
  return [
    [terms.length === unreadable ? 'all actions' : head, ...clauses(others)].join(' '),
    ...(terms.some(hasLocalTime) ? [zoneWords(zone)] : []),
    ...(unreadable > 0 ? [`leaving out ${unreadable === 1 ? 'one part' : `${unreadable} parts`} that could not be read`] : []),
  ].join(', ');
}

function isPositive(term: Term, key: ColumnKey): term is FieldTerm {
  return term.kind === 'field' && term.field.key === key && !term.isNegated;
}

const outcomeAdjectives: Readonly<Record<string, string>> = { success: 'successful', failure: 'failed', unknown: 'unclear' };

function adjective(term: FieldTerm): string {
  return listWords(term.values.map((value) => (value.kind === 'is' ? (outcomeAdjectives[value.text] ?? '') : '')));
}

/** What is said of one key stands together: "by u_1 and not by u_2". */
function clauses(terms: readonly Term[]): string[] {
  return clauseOrder.flatMap((place) => {
    const said = terms.filter((term) => placeOf(term) === place).map(clause);
    return said.length > 0 ? [said.join(' and ')] : [];
  });
}

const clauseOrder = [
  'action',
  'outcome',
  'actor',
  'actor_type',
  'as',
  'subject',
  'subject_type',
  'changed',
  'org',
  'feature',
  'surface',
  'source',
  'import',
  'request',
  'trace',
  'path',
  'has',
  'words',
  'created',
  'recorded',
] as const;

function placeOf(term: Term): (typeof clauseOrder)[number] | null {
  if (term.kind === 'unreadable') return null;
  if (term.kind !== 'field') return term.kind;
  return 'path' in term.field ? 'path' : term.field.key;
}

function clause(term: Term): string {
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

const nouns: Readonly<Record<ColumnKey, string>> = {
  actor: 'actor',
  actor_type: 'type of actor',
  as: 'person on whose behalf it was done',
  action: 'action',
  subject: 'subject',
  subject_type: 'type of subject',
  org: 'organisation',
  request: 'request ID',
  trace: 'trace ID',
  feature: 'feature',
  surface: 'surface',
  outcome: 'outcome',
  source: 'source',
  import: 'import',
  created: 'time',
  recorded: 'time of recording',
  changed: 'changed field',
};

function hasClause({ field, isNegated }: HasTerm): string {
  return `with${isNegated ? 'out' : ''} any ${'path' in field ? printField(field) : nouns[field.key]}`;
}

/** How a key stands in a sentence, and how its opposite does. */
const phrases: Readonly<Record<Exclude<ColumnKey, 'created' | 'recorded' | 'outcome'>, readonly [string, string]>> = {
  actor: ['by', 'not by'],
  actor_type: ['by actors of type', 'by actors not of type'],
  as: ['on behalf of', 'not on behalf of'],
  action: ['that are', 'other than'],
  subject: ['on', 'not on'],
  subject_type: ['on subjects of type', 'not on subjects of type'],
  changed: ['changing', 'not changing'],
  org: ['in organisation', 'not in organisation'],
  feature: ['in feature', 'not in feature'],
  surface: ['on surface', 'not on surface'],
  source: ['from source', 'not from source'],
  import: ['from import', 'not from import'],
  request: ['of request', 'not of request'],
  trace: ['of trace', 'not of trace'],
};

function fieldClause({ field, values, isNegated }: FieldTerm): string {
  if ('path' in field) return `${isNegated ? 'without' : 'with'} ${printField(field)} ${listWords(values.map(valueWords))}`;
  if (field.key === 'outcome') return outcomeClause(values, isNegated);
  if (field.key === 'created') return `${isNegated ? 'not ' : ''}${listWords(values.map(whenWords))}`;
  if (field.key === 'recorded') return `${isNegated ? 'not ' : ''}recorded ${listWords(values.map(whenWords))}`;
  return `${phrases[field.key][isNegated ? 1 : 0]} ${listWords(values.map(valueWords))}`;
}

const outcomeClauses: Readonly<Record<string, readonly [string, string]>> = {
  success: ['that succeeded', 'that did not succeed'],
  failure: ['that failed', 'that did not fail'],
  unknown: ['with an unclear outcome', 'with a clear outcome'],
};

function outcomeClause(values: FieldTerm['values'], isNegated: boolean): string {
  const said = values.map((value) => outcomeClauses[patternWords(value)]?.[isNegated ? 1 : 0] ?? '');
  return said.join(isNegated ? ' and ' : ' or ');
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

export function hasLocalTime(term: Term<string, string>): boolean {
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
export function inQuotes(text: string): string {
  return `“${quote(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\')}”`;
}

export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
