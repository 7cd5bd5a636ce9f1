import { zoneWords } from '@/lib/time';
import { hasLocalTime, inQuotes, listWords, patternWords, valueWords, whenWords } from './describe-filter';
import { levelWords } from './describe-lines';
import type { FieldTerm, HasTerm, Term } from './filter';
import type { IssueKey, IssueRoot } from './grammar';
import type { IssueFilter } from './issues-address';
import { printField } from './print-filter';

/** The same for issues: "unresolved error issues in feature checkout in release 2.4 first seen on 3 October 2026, UTC". */
export function describeIssues({ terms }: IssueFilter, { zone }: { readonly zone: string }): string {
  const [state] = terms.filter((term) => isPlain(term, 'is'));
  const [level] = terms.filter((term) => isPlain(term, 'level'));
  const others = terms.filter((term) => term !== state && term !== level);
  const unreadable = terms.filter(({ kind }) => kind === 'unreadable').length;
  const head = [state, level].flatMap((term) => (term ? [listWords(term.values.map(patternWords))] : []));
  return [
    [terms.length === unreadable ? 'all issues' : [...head, 'issues'].join(' '), ...clauses(others)].join(' '),
    ...(terms.some(hasLocalTime) ? [zoneWords(zone)] : []),
    ...(unreadable > 0 ? [`leaving out ${unreadable === 1 ? 'one part' : `${unreadable} parts`} that could not be read`] : []),
  ].join(', ');
}

type IssueTerm = Term<IssueKey, IssueRoot>;
type IssueFieldTerm = FieldTerm<IssueKey, IssueRoot>;

function isPlain(term: IssueTerm, key: 'is' | 'level'): term is IssueFieldTerm {
  return term.kind === 'field' && term.field.key === key && !term.isNegated && term.values.every(({ kind }) => kind === 'is');
}

function clauses(terms: readonly IssueTerm[]): string[] {
  return clauseOrder.flatMap((place) => {
    const said = terms.filter((term) => placeOf(term) === place).map(clause);
    return said.length > 0 ? [said.join(' and ')] : [];
  });
}

const clauseOrder = [
  'is',
  'level',
  'type',
  'issue',
  'event',
  'project',
  'platform',
  'feature',
  'surface',
  'release',
  'environment',
  'user',
  'org',
  'session',
  'trust',
  'flag',
  'request',
  'trace',
  'path',
  'has',
  'words',
  'created',
  'first',
  'last',
] as const satisfies readonly (IssueKey | 'path' | 'has' | 'words')[];

function placeOf(term: IssueTerm): (typeof clauseOrder)[number] | null {
  if (term.kind === 'unreadable') return null;
  if (term.kind !== 'field') return term.kind;
  return 'path' in term.field ? 'path' : term.field.key;
}

function clause(term: IssueTerm): string {
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

const nouns: Readonly<Record<IssueKey, string>> = {
  is: 'state',
  level: 'level',
  type: 'type of error',
  project: 'project',
  platform: 'platform',
  feature: 'feature',
  surface: 'surface',
  release: 'release',
  environment: 'environment',
  user: 'user',
  org: 'organisation',
  request: 'request ID',
  trace: 'trace ID',
  session: 'session',
  event: 'event ID',
  issue: 'name',
  trust: 'trust',
  flag: 'flag',
  first: 'time at which it was first seen',
  last: 'time at which it was last seen',
  created: 'time',
};

function hasClause({ field, isNegated }: HasTerm<IssueKey, IssueRoot>): string {
  return `with${isNegated ? 'out' : ''} any ${'path' in field ? printField(field) : nouns[field.key]}`;
}

/** How a key stands in a sentence; a minus says "not" before it. */
const phrases: Readonly<Record<Exclude<IssueKey, 'created' | 'first' | 'last' | 'is' | 'level' | 'trust'>, string>> = {
  type: 'of type',
  issue: 'named',
  event: 'of event',
  project: 'of project',
  platform: 'on platform',
  feature: 'of feature',
  surface: 'on surface',
  release: 'in release',
  environment: 'in environment',
  user: 'that hit user',
  org: 'in organisation',
  session: 'of session',
  flag: 'flagged',
  request: 'of request',
  trace: 'of trace',
};

const times = { created: '', first: 'first seen ', last: 'last seen ' } as const;

function fieldClause({ field, values, isNegated }: IssueFieldTerm): string {
  if ('path' in field) return `${isNegated ? 'without' : 'with'} ${printField(field)} ${listWords(values.map(valueWords))}`;
  const not = isNegated ? 'not ' : '';
  if (field.key === 'is') return `that are ${not}${listWords(values.map(valueWords))}`;
  if (field.key === 'level') return `${not}of level ${listWords(values.map(levelWords))}`;
  if (field.key === 'trust') return `${not}reported by ${listWords(values.map((value) => trustWords(valueWords(value))))}`;
  if (field.key === 'created' || field.key === 'first' || field.key === 'last')
    return `${not}${times[field.key]}${listWords(values.map(whenWords))}`;
  return `${not}${phrases[field.key]} ${listWords(values.map(valueWords))}`;
}

/** What comes by a public key, anybody could have sent. */
function trustWords(trust: string): string {
  return { client: 'the browser', server: 'a server' }[trust] ?? `something of trust ${trust}`;
}
