import { levelWords } from './describe-lines';
import { describeTerms, listWords, patternWords, type Telling, trustWords, valueWords, whenWords } from './describe-terms';
import type { FieldTerm, Term } from './filter';
import type { IssueKey, IssueRoot } from './grammar';
import type { IssueFilter } from './issues-address';

/** The same for issues: "unresolved error issues in feature checkout in release 2.4 first seen on 3 October 2026, UTC". */
export function describeIssues({ terms }: IssueFilter, { zone }: { readonly zone: string }): string {
  const [state] = terms.filter((term) => isPlain(term, 'is'));
  const [level] = terms.filter((term) => isPlain(term, 'level'));
  const head = [...[state, level].flatMap((term) => (term ? [listWords(term.values.map(patternWords))] : [])), 'issues'].join(' ');
  return describeTerms(terms, { head, inHead: [state, level], all: 'all issues', zone }, issues);
}

function isPlain(term: Term<IssueKey, IssueRoot>, key: 'is' | 'level'): term is FieldTerm<IssueKey, IssueRoot> {
  return term.kind === 'field' && term.field.key === key && !term.isNegated && term.values.every(({ kind }) => kind === 'is');
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

const issues: Telling<IssueKey, IssueRoot> = {
  order: [
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
  ],
  nouns,
  clause(key, { values, isNegated }) {
    const not = isNegated ? 'not ' : '';
    if (key === 'is') return `that are ${not}${listWords(values.map(valueWords))}`;
    if (key === 'level') return `${not}of level ${listWords(values.map(levelWords))}`;
    if (key === 'trust') return `${not}reported by ${listWords(values.map(trustWords))}`;
    if (key === 'created' || key === 'first' || key === 'last') return `${not}${times[key]}${listWords(values.map(whenWords))}`;
    return `${not}${phrases[key]} ${listWords(values.map(valueWords))}`;
  },
};
