import type { Field, FieldTerm, Filter, HasTerm, Term, Value, WordsTerm } from './filter';
import { actionGrammar, type Grammar } from './grammar';
import { cut, isUnclosed, type Lexeme, lexemes, quote, split, unquote } from './lexeme';
import { isRefusal, type Refusal, readField, refusal } from './read-field';
import { readValue } from './read-value';

/**
 * Reads filter text; never throws. What cannot be read stands among the terms with its reason, and nothing is guessed: a
 * part means what `docs/search.md` says, or it is unreadable.
 */
export function parseFilter(text: string): Filter;
export function parseFilter<C extends string, R extends string>(text: string, grammar: Grammar<C, R>): Filter<C, R>;
export function parseFilter(text: string, grammar: AnyGrammar = actionGrammar): Filter<string, string> {
  return { terms: lexemes(text).map((lexeme) => parseTerm(lexeme, grammar)) };
}

type AnyGrammar = Grammar<string, string>;

/** `actor`, `meta."a.b"`: a key as it stands before a colon, such as a facet is named by; null where it is none. */
export function parseField(text: string): Field | null;
export function parseField<C extends string, R extends string>(text: string, grammar: Grammar<C, R>): Field<C, R> | null;
export function parseField(text: string, grammar: AnyGrammar = actionGrammar): Field<string, string> | null {
  const [lexeme, ...more] = lexemes(text);
  if (!lexeme || more.length > 0 || isUnclosed(lexeme)) return null;
  const field = readField(lexeme, grammar);
  return isRefusal(field) ? null : field;
}

function parseTerm(lexeme: Lexeme, grammar: AnyGrammar): Term<string, string> {
  const term = readTerm(lexeme, grammar);
  if (!isRefusal(term)) return term;
  const mend = term.mend !== null && isReadable(term.mend, grammar) ? term.mend : null;
  return { kind: 'unreadable', text: lexeme.raw, why: term.why, mend };
}

function isReadable(text: string, grammar: AnyGrammar): boolean {
  return lexemes(text).every((lexeme) => !isRefusal(readTerm(lexeme, grammar)));
}

type ReadableTerm = FieldTerm<string, string> | HasTerm<string, string> | WordsTerm;

/** A refusal's mend is another term. */
function readTerm(lexeme: Lexeme, grammar: AnyGrammar): ReadableTerm | Refusal {
  if (isUnclosed(lexeme)) return refusal('A quote is opened here and never closed.', closed(lexeme.raw));
  const isNegated = /^-[^-]/.test(lexeme.shadow);
  const body = isNegated ? cut(lexeme, 1) : lexeme;
  const colon = body.shadow.indexOf(':');
  const term = colon < 0 ? readWords(body) : readKeyed(cut(body, 0, colon), cut(body, colon + 1), grammar);
  if (!isRefusal(term)) return { ...term, isNegated };
  return isNegated ? { ...term, mend: negatedMend(term.mend) } : term;
}

/** One minus does not negate two parts. */
function negatedMend(mend: string | null): string | null {
  return mend !== null && lexemes(mend).length === 1 ? `-${mend}` : null;
}

/** A backslash at the end was hardly meant to keep the quote open. */
function closed(raw: string): string {
  return raw.endsWith('\\"') ? `${raw.slice(0, -1)}\\"` : `${raw}"`;
}

function readWords(lexeme: Lexeme): WordsTerm | Refusal {
  const text = unquote(lexeme);
  if (text === '') return refusal('Empty quotes say nothing to look for.');
  if (lexeme.shadow.includes('*')) {
    return refusal('Words are found anywhere as they are, without stars; quote a star to look for one.', quote(text));
  }
  if (/^(AND|OR|NOT)$/.test(lexeme.shadow)) return refusal(connectives[lexeme.raw] ?? '', quote(text));
  return { kind: 'words', isNegated: false, text };
}

const connectives: Readonly<Record<string, string>> = {
  AND: 'All parts must hold anyway; quote this to look for the word.',
  OR: 'Values are joined by commas (actor:u_1,u_2), and parts must all hold; quote this to look for the word.',
  NOT: 'A minus before a part negates it; quote this to look for the word.',
};

function readKeyed(key: Lexeme, value: Lexeme, grammar: AnyGrammar): ReadableTerm | Refusal {
  if (key.raw === 'has') return readHas(value, grammar);
  const field = readField(key, grammar);
  if (isRefusal(field)) return unknownKey(key, value, { refused: field, grammar });
  if (value.raw === '') return refusal(`Nothing stands after ${key.raw}: (a value follows without a space).`, null);
  const lexemes = split(value, ',');
  const values = lexemes.map((lexeme) => readValue(lexeme, field, grammar));
  const refused = values.find(isRefusal);
  if (!refused) return { kind: 'field', isNegated: false, field, values: values as [Value, ...Value[]] };
  const mended = values.map((read, at) => (read === refused ? read.mend : lexemes[at]?.raw));
  return { ...refused, mend: refused.mend && `${key.raw}:${mended.join(',')}` };
}

function readHas(value: Lexeme, grammar: AnyGrammar): HasTerm<string, string> | Refusal {
  if (value.raw === '') return refusal('Nothing stands after has: (a key follows without a space).');
  if (value.shadow.includes(',')) {
    const each = split(value, ',').map(({ raw }) => `has:${raw}`);
    return refusal('One key stands after has:, and parts must all hold.', each.join(' '));
  }
  const field = readField(value, grammar);
  return isRefusal(field) ? { ...field, mend: field.mend && `has:${field.mend}` } : { kind: 'has', isNegated: false, field };
}

/** Most likely pasted, so that quoting is offered wherever no key comes close. */
function unknownKey(key: Lexeme, value: Lexeme, { refused, grammar }: { refused: Refusal; grammar: AnyGrammar }): Refusal {
  const { why, mend } = refused;
  const likely = mend && `${mend}:${value.raw}`;
  if (likely && isReadable(likely, grammar)) return refusal(why, likely);
  return refusal(`${why.replace(/\.$/, '')}; quote it to look for the words.`, quote(`${key.raw}:${value.raw}`));
}
