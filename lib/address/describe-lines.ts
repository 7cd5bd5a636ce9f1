import { zoneWords } from '@/lib/time';
import { hasLocalTime, inQuotes, listWords, patternWords, valueWords, whenWords } from './describe-filter';
import type { FieldTerm, HasTerm, Term, Value } from './filter';
import type { LineKey, LineRoot } from './grammar';
import type { LineFilter } from './lines-address';
import { printField } from './print-filter';

/** The same for lines: "error lines of checkout in request req-1 containing “timed out” on 3 October 2026, UTC". */
export function describeLines({ terms }: LineFilter, { zone }: { readonly zone: string }): string {
  const [level] = terms.filter(isPlainLevel);
  const others = terms.filter((term) => term !== level);
  const unreadable = terms.filter(({ kind }) => kind === 'unreadable').length;
  const head = level ? `${listWords(level.values.map(patternWords))} lines` : 'lines';
  return [
    [terms.length === unreadable ? 'all lines' : head, ...clauses(others)].join(' '),
    ...(terms.some(hasLocalTime) ? [zoneWords(zone)] : []),
    ...(unreadable > 0 ? [`leaving out ${unreadable === 1 ? 'one part' : `${unreadable} parts`} that could not be read`] : []),
  ].join(', ');
}

type LineTerm = Term<LineKey, LineRoot>;
type LineFieldTerm = FieldTerm<LineKey, LineRoot>;

function isPlainLevel(term: LineTerm): term is LineFieldTerm {
  return term.kind === 'field' && term.field.key === 'level' && !term.isNegated && term.values.every(({ kind }) => kind === 'is');
}

function clauses(terms: readonly LineTerm[]): string[] {
  return clauseOrder.flatMap((place) => {
    const said = terms.filter((term) => placeOf(term) === place).map(clause);
    return said.length > 0 ? [said.join(' and ')] : [];
  });
}

const clauseOrder = [
  'level',
  'service',
  'method',
  'route',
  'status',
  'duration',
  'user',
  'org',
  'session',
  'feature',
  'surface',
  'source',
  'flag',
  'request',
  'trace',
  'path',
  'has',
  'words',
  'created',
  'recorded',
] as const satisfies readonly (LineKey | 'path' | 'has' | 'words')[];

function placeOf(term: LineTerm): (typeof clauseOrder)[number] | null {
  if (term.kind === 'unreadable') return null;
  if (term.kind !== 'field') return term.kind;
  return 'path' in term.field ? 'path' : term.field.key;
}

function clause(term: LineTerm): string {
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

const nouns: Readonly<Record<LineKey, string>> = {
  service: 'service',
  level: 'level',
  request: 'request ID',
  trace: 'trace ID',
  user: 'user',
  org: 'organisation',
  session: 'session',
  feature: 'feature',
  surface: 'surface',
  method: 'method',
  route: 'route',
  status: 'status',
  duration: 'duration',
  source: 'source',
  flag: 'flag',
  created: 'time',
  recorded: 'time of recording',
};

function hasClause({ field, isNegated }: HasTerm<LineKey, LineRoot>): string {
  return `with${isNegated ? 'out' : ''} any ${'path' in field ? printField(field) : nouns[field.key]}`;
}

/** How a key stands in a sentence; a minus says "not" before it. */
const phrases: Readonly<Record<Exclude<LineKey, 'created' | 'recorded' | 'level'>, string>> = {
  service: 'of',
  method: 'with method',
  route: 'on',
  status: 'with status',
  duration: 'with a duration in ms',
  user: 'of user',
  org: 'in organisation',
  session: 'of session',
  feature: 'in feature',
  surface: 'on surface',
  source: 'from source',
  flag: 'flagged',
  request: 'of request',
  trace: 'of trace',
};

function fieldClause({ field, values, isNegated }: LineFieldTerm): string {
  if ('path' in field) return `${isNegated ? 'without' : 'with'} ${printField(field)} ${listWords(values.map(valueWords))}`;
  const not = isNegated ? 'not ' : '';
  if (field.key === 'level') return `${not}of level ${listWords(values.map(levelWords))}`;
  if (field.key === 'created') return `${not}${listWords(values.map(whenWords))}`;
  if (field.key === 'recorded') return `${not}recorded ${listWords(values.map(whenWords))}`;
  return `${not}${phrases[field.key]} ${listWords(values.map(valueWords))}`;
}

const levelSigns = { '>=': ' or above', '<=': ' or below' } as const;

/** "warn or above", "below info" */
export function levelWords(value: Value): string {
  if (value.kind !== 'comparison') return valueWords(value);
  const { operator, bound } = value;
  if (operator === '>=' || operator === '<=') return `${bound}${levelSigns[operator]}`;
  return `${operator === '>' ? 'above' : 'below'} ${bound}`;
}
