import type { Field, Pattern, SubjectValue, Value } from './filter';
import type { Grammar } from './grammar';
import { cut, type Lexeme, quote, split, unquote } from './lexeme';
import { type Refusal, refusal } from './read-field';
import { readImportNumber, readLevel, readOrdered, readQuantity, readTimeValue } from './read-order';

/** One of the values between the commas. A refusal's mend is another value. */
export function readValue<C extends string, R extends string>(
  lexeme: Lexeme,
  field: Field<C, R>,
  { written }: Grammar<C, R>,
): Value | Refusal {
  if (lexeme.raw === '') return refusal('A value is missing; an empty text is written "".');
  if ('path' in field) return readOrdered(lexeme) ?? readPattern(lexeme);
  switch (written[field.key]) {
    case 'time':
      return readTimeValue(lexeme);
    case 'import':
      return readImportNumber(lexeme);
    case 'level':
      return readLevel(lexeme);
    case 'quantity':
      return readQuantity(lexeme) ?? readPattern(lexeme);
    case 'outcome':
      return readOutcome(lexeme);
    case 'subject':
      return readUnordered(lexeme, field.key) ?? readSubject(lexeme);
    default:
      return readUnordered(lexeme, field.key) ?? readPattern(lexeme);
  }
}

/** IDs have no order, and two dots are part of many; only the signs are refused, for nobody means them literally. */
function readUnordered(lexeme: Lexeme, key: string): Refusal | null {
  if (!/^[<>]/.test(lexeme.shadow)) return null;
  return refusal(`${key} has no order to compare by; quote a value that begins like this.`, quote(unquote(lexeme)));
}

function readPattern(lexeme: Lexeme): Pattern {
  const [first = '', second, ...rest] = split(lexeme, '*').map(unquote);
  return second === undefined ? { kind: 'is', text: first } : { kind: 'glob', pieces: [first, second, ...rest] };
}

function readSubject(lexeme: Lexeme): Pattern | SubjectValue | Refusal {
  const slash = lexeme.shadow.indexOf('/');
  if (slash < 0) return readPattern(lexeme);
  const [type, id] = [cut(lexeme, 0, slash), cut(lexeme, slash + 1)].map((side) => (side.raw === '' ? null : readPattern(side)));
  if (!type && !id) return refusal('A subject is written type/id; both are missing.');
  return { kind: 'subject', type: type ?? null, id: id ?? null };
}

const likelyOutcomes: Readonly<Record<string, string>> = {
  ok: 'success',
  succeeded: 'success',
  successful: 'success',
  error: 'failure',
  fail: 'failure',
  failed: 'failure',
  denied: 'failure',
};

function readOutcome(lexeme: Lexeme): Pattern | Refusal {
  const text = unquote(lexeme);
  const written = text.toLowerCase();
  if (['success', 'failure', 'unknown'].includes(text)) return { kind: 'is', text };
  const likely = ['success', 'failure', 'unknown'].find((word) => word === written) ?? likelyOutcomes[written] ?? null;
  return refusal('An outcome is success, failure or unknown.', likely);
}
