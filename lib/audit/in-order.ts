import type { ColumnKey, Filter, Term, Value } from '@/lib/address';
import { isIndexedLeaf } from '@/lib/filter-sql';
import { orgScope, type Viewer } from '@/lib/viewer';

/**
 * Whether one index of our table holds all that a filter asks for, in the order of the list: what has one value in one column,
 * within one stretch of time or not. Then a page is read from its place on and nothing has to be gathered first, however few
 * or old its rows are.
 */
export function comesInOrder({ terms }: Filter, viewer: Viewer): boolean {
  const orgs = orgScope(viewer);
  if (viewer.sees === 'sample' || (orgs !== null && orgs.length !== 1)) return false;
  const [stretch, ...stretches] = terms.filter(isStretchOfTime);
  const others = terms.filter((term) => term !== stretch && term.kind !== 'unreadable');
  return stretches.length === 0 && others.length <= (orgs === null ? 1 : 0) && others.every(hasOneValue);
}

/**
 * Whether it asks for nothing but what one request or trace did, or what has one value in its metadata, among all organisations: found by
 * the same index whatever the value, and mostly few.
 */
export function leadsToFew({ terms }: Filter, viewer: Viewer): boolean {
  const [term, ...others] = terms;
  if (orgScope(viewer) !== null || others.length > 0 || !term || !isSingle(term)) return false;
  const [value] = term.values;
  if (value.kind !== 'is') return false;
  return 'path' in term.field ? isIndexedLeaf(term.field.path, value.text) : ['request', 'trace'].includes(term.field.key);
}

function isStretchOfTime(term: Term): boolean {
  return isSingle(term) && !('path' in term.field) && term.field.key === 'created';
}

/** Columns of which an index gives the rows of one value in order. */
const ordered: ReadonlySet<ColumnKey> = new Set(['actor', 'actor_type', 'as', 'org', 'request', 'trace', 'feature', 'surface']);

function hasOneValue(term: Term): boolean {
  if (!isSingle(term) || 'path' in term.field) return false;
  const [value] = term.values;
  if (term.field.key === 'action') return value.kind === 'is' && !/[.:/ ]/.test(value.text);
  if (term.field.key === 'subject') return value.kind === 'subject' && isText(value.id) && (value.type === null || isText(value.type));
  return ordered.has(term.field.key) && isText(value);
}

function isSingle(term: Term): term is Extract<Term, { kind: 'field' }> {
  return term.kind === 'field' && !term.isNegated && term.values.length === 1;
}

function isText(value: Value | null): boolean {
  return value?.kind === 'is';
}
