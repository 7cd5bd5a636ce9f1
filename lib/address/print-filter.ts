import type { Field, Filter, Pattern, Term, Value } from './filter';
import { isPlain, quote } from './lexeme';

/** The canonical text of a filter: parsing it gives the same filter, and quotes stand only where they are needed. */
export function printFilter(filter: Filter<string, string>): string {
  return filter.terms.map(printTerm).join(' ');
}

export function printTerm(term: Term<string, string>): string {
  if (term.kind === 'unreadable') return term.text;
  return `${term.isNegated ? '-' : ''}${printPositive(term)}`;
}

function printPositive(term: Exclude<Term<string, string>, { kind: 'unreadable' }>): string {
  switch (term.kind) {
    case 'words':
      return printText(term.text, /:|^-|^(AND|OR|NOT)$/);
    case 'has':
      return `has:${printField(term.field)}`;
    case 'field':
      return `${printField(term.field)}:${term.values.map((value) => printValue(value, term.field)).join(',')}`;
  }
}

/** `actor`, `meta."a.b".0` */
export function printField(field: Field<string, string>): string {
  return 'path' in field ? [field.key, ...field.path.map((segment) => printText(segment, /[.:]/))].join('.') : field.key;
}

function printValue(value: Value, field: Field<string, string>): string {
  switch (value.kind) {
    case 'range':
      return `${printBound(value.from)}..${printBound(value.to)}`;
    case 'comparison':
      return `${value.operator}${printBound(value.bound)}`;
    case 'subject':
      return `${value.type ? printPattern(value.type, /\//) : ''}/${value.id ? printPattern(value.id) : ''}`;
    default:
      return printPattern(value, field.key === 'subject' ? /\// : undefined);
  }
}

function printPattern(pattern: Pattern, special?: RegExp): string {
  if (pattern.kind === 'is') return printText(pattern.text, special);
  return pattern.pieces.map((piece) => (piece === '' ? '' : printText(piece, special))).join('*');
}

/** A dot or sign at its edge would run into those of the range. */
function printBound(text: string): string {
  return printText(text, /^[.=]|\.$/);
}

function printText(text: string, special?: RegExp): string {
  return isPlain(text) && !special?.test(text) ? text : quote(text);
}
