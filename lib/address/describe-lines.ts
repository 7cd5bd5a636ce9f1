import { describeTerms, listWords, patternWords, type Telling, valueWords, whenWords } from './describe-terms';
import type { FieldTerm, Term, Value } from './filter';
import type { LineKey, LineRoot } from './grammar';
import type { LineFilter } from './lines-address';

/** The same for lines: "error lines of checkout in request req-1 containing “timed out” on 3 October 2026, UTC". */
export function describeLines({ terms }: LineFilter, { zone }: { readonly zone: string }): string {
  const [level] = terms.filter(isPlainLevel);
  const head = level ? `${listWords(level.values.map(patternWords))} lines` : 'lines';
  return describeTerms(terms, { head, inHead: [level], all: 'all lines', zone }, lines);
}

function isPlainLevel(term: Term<LineKey, LineRoot>): term is FieldTerm<LineKey, LineRoot> {
  return term.kind === 'field' && term.field.key === 'level' && !term.isNegated && term.values.every(({ kind }) => kind === 'is');
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

const lines: Telling<LineKey, LineRoot> = {
  order: [
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
  ],
  nouns,
  clause(key, { values, isNegated }) {
    const not = isNegated ? 'not ' : '';
    if (key === 'level') return `${not}of level ${listWords(values.map(levelWords))}`;
    if (key === 'created') return `${not}${listWords(values.map(whenWords))}`;
    if (key === 'recorded') return `${not}recorded ${listWords(values.map(whenWords))}`;
    return `${not}${phrases[key]} ${listWords(values.map(valueWords))}`;
  },
};

const levelSigns = { '>=': ' or above', '<=': ' or below' } as const;

/** "warn or above", "below info" */
export function levelWords(value: Value): string {
  if (value.kind !== 'comparison') return valueWords(value);
  const { operator, bound } = value;
  if (operator === '>=' || operator === '<=') return `${bound}${levelSigns[operator]}`;
  return `${operator === '>' ? 'above' : 'below'} ${bound}`;
}
