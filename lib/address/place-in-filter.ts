import type { ColumnKey, Field, Filter, PathKey } from './filter';
import { actionGrammar, type Grammar } from './grammar';
import { cut, isUnclosed, type Lexeme, lexemesInPlace, unquote } from './lexeme';
import { parseFilter } from './parse-filter';
import { isRefusal, readField } from './read-field';

/** Where somebody is typing in filter text, and what could stand there instead of `start` to `end`. */
export type Place<C extends string = ColumnKey, R extends string = PathKey> = KeyPlace<C, R> | ValuePlace<C, R>;

interface PlaceInText<C extends string, R extends string> {
  readonly start: number;
  readonly end: number;
  /** What is typed of it so far, without quotes. */
  readonly typed: string;
  /** All the other parts. */
  readonly rest: Filter<C, R>;
}

/** A key before its colon, or after `has:`. */
export interface KeyPlace<C extends string = ColumnKey, R extends string = PathKey> extends PlaceInText<C, R> {
  readonly kind: 'key';
  readonly isAfterHas: boolean;
}

export interface ValuePlace<C extends string = ColumnKey, R extends string = PathKey> extends PlaceInText<C, R> {
  readonly kind: 'value';
  readonly field: Field<C, R>;
  /** What stands before the slash of a subject, without quotes. */
  readonly subjectType: string | null;
}

/** Null where nothing can be proposed: among signs, stars and dots, or in words that are quoted. */
export function placeInFilter(text: string, caret: number): Place | null;
export function placeInFilter<C extends string, R extends string>(text: string, caret: number, grammar: Grammar<C, R>): Place<C, R> | null;
export function placeInFilter(text: string, caret: number, grammar: AnyGrammar = actionGrammar): Place<string, string> | null {
  const parts = lexemesInPlace(text);
  const part = parts.find(({ start, lexeme }) => start <= caret && caret <= start + lexeme.raw.length);
  if (!part) return { kind: 'key', isAfterHas: false, start: caret, end: caret, typed: '', rest: parseFilter(text, grammar) };
  const { start, lexeme } = part;
  const partEnd = start + lexeme.raw.length;
  const rest = parseFilter(`${text.slice(0, start)} ${text.slice(partEnd)}`, grammar);
  const skipped = /^-(?!-)/.test(lexeme.shadow) ? 1 : 0;
  const colon = lexeme.shadow.indexOf(':');
  const end = isUnclosed(lexeme) ? caret : partEnd;
  if (colon < 0 || caret <= start + colon)
    return keyPlace(lexeme, { from: skipped, start, caret, rest, end: colon < 0 ? end : start + colon + 1 });
  const key = cut(lexeme, skipped, colon);
  if (key.raw === 'has') return keyPlace(lexeme, { from: colon + 1, start, caret, rest, end });
  return valuePlace(lexeme, { key, grammar, from: colon + 1, start, caret, rest, end });
}

type AnyGrammar = Grammar<string, string>;

interface Typing {
  /** Where in the part this begins, and where in the text the part does. */
  readonly from: number;
  readonly start: number;
  readonly caret: number;
  readonly end: number;
  readonly rest: Filter<string, string>;
}

function keyPlace(lexeme: Lexeme, { from, start, caret, end, rest }: Typing): KeyPlace<string, string> | null {
  const written = cut(lexeme, from, Math.max(from, caret - start));
  if (written.shadow.includes('"')) return null;
  // Before a key of its own stands nothing or a sign.
  return { kind: 'key', isAfterHas: from > 1, start: start + from, end: Math.max(end, start + from), typed: written.raw, rest };
}

function valuePlace(
  lexeme: Lexeme,
  { key, grammar, from, start, caret, end, rest }: Typing & { readonly key: Lexeme; readonly grammar: AnyGrammar },
): ValuePlace<string, string> | null {
  const field = readField(key, grammar);
  if (isRefusal(field)) return null;
  const comma = lexeme.shadow.slice(0, caret - start).lastIndexOf(',');
  const next = lexeme.shadow.indexOf(',', caret - start);
  const begin = Math.max(from, comma + 1);
  const written = cut(lexeme, begin, caret - start);
  if (/^[<>]|\*|\.\./.test(written.shadow)) return null;
  const slash = field.key === 'subject' ? written.shadow.indexOf('/') : -1;
  return {
    kind: 'value',
    field,
    subjectType: slash < 0 ? null : unquote(cut(written, 0, slash)),
    typed: typedText(cut(written, slash + 1)),
    start: start + begin,
    end: next < 0 ? end : start + next,
    rest,
  };
}

/** A quote that is still open counts as closed at the caret. */
function typedText(lexeme: Lexeme): string {
  return unquote(isUnclosed(lexeme) ? { ...lexeme, raw: `${lexeme.raw}"` } : lexeme);
}
