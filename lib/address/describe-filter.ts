import { describeTerms, listWords, patternWords, type Telling, valueWords, whenWords } from './describe-terms';
import type { ColumnKey, FieldTerm, Filter, PathKey, Term } from './filter';

/**
 * A filter in words, to stand in the middle of a sentence: "failed actions by u_1 on customer c_9 in October 2026, New York
 * time". The order is that of good English, not that of writing.
 */
export function describeFilter({ terms }: Filter, { zone }: { readonly zone: string }): string {
  const [outcome] = terms.filter((term) => isPositive(term, 'outcome'));
  const [action] = terms.filter((term) => isPositive(term, 'action'));
  const head = [outcome && adjective(outcome), action && listWords(action.values.map(patternWords)), 'actions'].filter(Boolean).join(' ');
  return describeTerms(terms, { head, inHead: [outcome, action], all: 'all actions', zone }, actions);
}

function isPositive(term: Term, key: ColumnKey): term is FieldTerm {
  return term.kind === 'field' && term.field.key === key && !term.isNegated;
}

const outcomeAdjectives: Readonly<Record<string, string>> = { success: 'successful', failure: 'failed', unknown: 'unclear' };

function adjective(term: FieldTerm): string {
  return listWords(term.values.map((value) => (value.kind === 'is' ? (outcomeAdjectives[value.text] ?? '') : '')));
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

const actions: Telling<ColumnKey, PathKey> = {
  order: [
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
  ],
  nouns,
  clause(key, { values, isNegated }) {
    if (key === 'outcome') return outcomeClause(values, isNegated);
    if (key === 'created') return `${isNegated ? 'not ' : ''}${listWords(values.map(whenWords))}`;
    if (key === 'recorded') return `${isNegated ? 'not ' : ''}recorded ${listWords(values.map(whenWords))}`;
    return `${phrases[key][isNegated ? 1 : 0]} ${listWords(values.map(valueWords))}`;
  },
};

const outcomeClauses: Readonly<Record<string, readonly [string, string]>> = {
  success: ['that succeeded', 'that did not succeed'],
  failure: ['that failed', 'that did not fail'],
  unknown: ['with an unclear outcome', 'with a clear outcome'],
};

function outcomeClause(values: FieldTerm['values'], isNegated: boolean): string {
  const said = values.map((value) => outcomeClauses[patternWords(value)]?.[isNegated ? 1 : 0] ?? '');
  return said.join(isNegated ? ' and ' : ' or ');
}
