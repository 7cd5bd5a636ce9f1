import type { ColumnKey, Comparison, Field, FieldTerm, Filter, HasTerm, Pattern, Term, Value } from './filter';
import type { IssueKey, IssueRoot, LineKey, LineRoot, UsageKey, UsageRoot } from './grammar';
import { storable } from './lexeme';
import { printField, printTerm } from './print-filter';

/** The term for one value of a column or path as it is stored; null asks for rows that have none. */
export function termFor(field: ColumnKey | Field, value: string | null): FieldTerm | HasTerm {
  return termOf(typeof field === 'string' ? { key: field } : field, value);
}

/** The same for lines. */
export function lineTerm(
  field: LineKey | Field<LineKey, LineRoot>,
  value: string | null,
): FieldTerm<LineKey, LineRoot> | HasTerm<LineKey, LineRoot> {
  return termOf(typeof field === 'string' ? { key: field } : field, value);
}

/** The same for issues and error events. */
export function issueTerm(
  field: IssueKey | Field<IssueKey, IssueRoot>,
  value: string | null,
): FieldTerm<IssueKey, IssueRoot> | HasTerm<IssueKey, IssueRoot> {
  return termOf(typeof field === 'string' ? { key: field } : field, value);
}

/** The same for product events. */
export function usageTerm(
  field: UsageKey | Field<UsageKey, UsageRoot>,
  value: string | null,
): FieldTerm<UsageKey, UsageRoot> | HasTerm<UsageKey, UsageRoot> {
  return termOf(typeof field === 'string' ? { key: field } : field, value);
}

function termOf<C extends string, R extends string>(chosen: Field<C, R>, value: string | null): FieldTerm<C, R> | HasTerm<C, R> {
  if (value === null) return { kind: 'has', isNegated: true, field: chosen };
  return { kind: 'field', isNegated: false, field: chosen, values: [literal(value)] };
}

/** The term for one subject, as its row names it. Null where the row names none. */
export function subjectTerm(type: string | null, id: string | null): FieldTerm | HasTerm {
  if (type === null && id === null) return termFor('subject', null);
  const value: Value = { kind: 'subject', type: type === null ? null : literal(type), id: id === null ? null : literal(id) };
  return { kind: 'field', isNegated: false, field: { key: 'subject' }, values: [value] };
}

/** The term for the days, or the instants, from one to another, both included: `2026-10-01`, `2026-10-31`. */
export function daysTerm(from: string, to: string): FieldTerm<'created', never> {
  const value: Value = from === to ? { kind: 'is', text: from } : { kind: 'range', from, to };
  return { kind: 'field', isNegated: false, field: { key: 'created' }, values: [value] };
}

/** The term for what happened, or was recorded, before or after an instant. */
export function timeTerm(
  operator: Comparison['operator'],
  instant: string,
  key: 'created' | 'recorded' = 'created',
): FieldTerm<'created' | 'recorded', never> {
  return { kind: 'field', isNegated: false, field: { key }, values: [{ kind: 'comparison', operator, bound: instant }] };
}

function literal(text: string): Pattern {
  return { kind: 'is', text: storable(text) };
}

/** The same question the other way round. What cannot be read cannot be turned round either. */
export function negated<C extends string, R extends string>(term: Term<C, R>): Term<C, R> {
  return term.kind === 'unreadable' ? term : { ...term, isNegated: !term.isNegated };
}

/** Adds a term once, and takes its opposite away. */
export function withTerm<C extends string, R extends string>(filter: Filter<C, R>, term: Term<NoInfer<C>, NoInfer<R>>): Filter<C, R> {
  if (filter.terms.some(isTerm(term))) return filter;
  return append(withoutTerm(filter, negated(term)), term);
}

export function withoutTerm<C extends string, R extends string>(filter: Filter<C, R>, term: Term<NoInfer<C>, NoInfer<R>>): Filter<C, R> {
  return { terms: filter.terms.filter((other) => !isTerm(term)(other)) };
}

/** Asks for these and not for those: the terms of one key, negated ones and presence included, give way to one. */
export function withKeyReplaced<C extends string, R extends string>(
  filter: Filter<C, R>,
  term: FieldTerm<C, R> | HasTerm<C, R>,
): Filter<C, R> {
  return append(withoutKey(filter, term.field), term);
}

export function withoutKey<C extends string, R extends string>(filter: Filter<C, R>, field: Field<NoInfer<C>, NoInfer<R>>): Filter<C, R> {
  const key = printField(field);
  return { terms: filter.terms.filter((term) => !('field' in term) || printField(term.field) !== key) };
}

/** Without what could not be read: exactly what was searched for. */
export function readablePart<C extends string, R extends string>(filter: Filter<C, R>): Filter<C, R> {
  return { terms: filter.terms.filter(({ kind }) => kind !== 'unreadable') };
}

function isTerm(term: Term<string, string>): (other: Term<string, string>) => boolean {
  const text = printTerm(term);
  return (other) => other.kind === term.kind && printTerm(other) === text;
}

/** In front of what cannot be read, because a quote that is never closed would swallow what follows. */
function append<C extends string, R extends string>(filter: Filter<C, R>, term: Term<NoInfer<C>, NoInfer<R>>): Filter<C, R> {
  const unreadable = filter.terms.filter(({ kind }) => kind === 'unreadable');
  return { terms: [...readablePart(filter).terms, term, ...unreadable] };
}
