import { readTime, spanOf } from '@/lib/time';
import type { Comparison, Pattern, Range } from './filter';
import { cut, type Lexeme, quote, unquote } from './lexeme';
import { isRefusal, type Refusal, refusal } from './read-field';

/** What may be compared, and what is wrong with a text that may not, or with a pair of them; null where nothing is. */
interface Order {
  readonly objection: (text: string) => Refusal | null;
  readonly pairObjection: (from: string, to: string) => string | null;
}

const times: Order = {
  objection: (text) =>
    readTime(text) ? null : refusal('This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', likelyTime(text)),
  pairObjection: timesObjection,
};

const importNumbers: Order = {
  objection: (text) => (/^\d{1,18}$/.test(text) ? null : refusal('An import is named by its number.')),
  pairObjection: numbersObjection,
};

const anyValues: Order = { objection: () => null, pairObjection: numbersObjection };

export function readTimeValue(lexeme: Lexeme): Pattern | Range | Comparison | Refusal {
  return readOrdered(lexeme, times) ?? readLiteral(lexeme, times);
}

export function readImportNumber(lexeme: Lexeme): Pattern | Range | Comparison | Refusal {
  return readOrdered(lexeme, importNumbers) ?? readLiteral(lexeme, importNumbers);
}

/** A comparison or a range, or null where the value is neither. */
export function readOrdered(lexeme: Lexeme, order: Order = anyValues): Range | Comparison | Refusal | null {
  const operator = /^[<>]=?/.exec(lexeme.shadow)?.[0];
  if (operator) return readComparison(operator as Comparison['operator'], cut(lexeme, operator.length), order);
  const dots = lexeme.shadow.indexOf('..');
  return dots < 0 ? null : readRange(cut(lexeme, 0, dots), cut(lexeme, dots + 2), order);
}

function readComparison(operator: Comparison['operator'], lexeme: Lexeme, order: Order): Comparison | Refusal {
  const bound = readLiteral(lexeme, order);
  return isRefusal(bound) ? within(bound, operator, '') : { kind: 'comparison', operator, bound: bound.text };
}

function readRange(first: Lexeme, last: Lexeme, order: Order): Range | Comparison | Refusal {
  if (last.shadow === '' && first.shadow !== '') return readComparison('>=', first, order);
  if (first.shadow === '' && last.shadow !== '') return readComparison('<=', last, order);
  const from = readLiteral(first, order);
  if (isRefusal(from)) return within(from, '', `..${last.raw}`);
  const to = readLiteral(last, order);
  if (isRefusal(to)) return within(to, `${first.raw}..`, '');
  const objection = order.pairObjection(from.text, to.text);
  return objection === null ? { kind: 'range', from: from.text, to: to.text } : refusal(objection, `${last.raw}..${first.raw}`);
}

/** A mend of one bound, put back between what stands around it. */
function within(refused: Refusal, before: string, after: string): Refusal {
  return { ...refused, mend: refused.mend && `${before}${refused.mend}${after}` };
}

/** A text without stars or signs, such as a bound has to be. */
function readLiteral(lexeme: Lexeme, order: Order): { readonly kind: 'is'; readonly text: string } | Refusal {
  const text = unquote(lexeme);
  if (text === '') return refusal('A value is missing.');
  if (/\*|\.\.|^[<>=]/.test(lexeme.shadow))
    return refusal('One value is wanted here, without stars, signs or more dots; quote one that holds them.', quote(text));
  return order.objection(text) ?? { kind: 'is', text };
}

/** Whether a text is compared as a number: as JSON writes one, and no longer than anything that Postgres can hold. */
export function isNumber(text: string): boolean {
  return text.length <= 100 && /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text);
}

function numbersObjection(from: string, to: string): string | null {
  if (isNumber(from) !== isNumber(to)) return 'One end of this range is a number and the other is not.';
  return isNumber(from) && Number(from) > Number(to) ? 'This range ends before it begins.' : null;
}

/** Where only one end names its zone, the order depends on who reads. */
function timesObjection(from: string, to: string): string | null {
  const [first, last] = [readTime(from), readTime(to)];
  if (!first || !last || (first.zone === undefined) !== (last.zone === undefined)) return null;
  return spanOf(first, 'UTC').from >= spanOf(last, 'UTC').to ? 'This range ends before it begins.' : null;
}

/** With dashes, two digits each, and no more decimals than are kept. */
function likelyTime(text: string): string | null {
  const mended = text
    .replace(/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/, (_, year, month, day) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    .replace(/([.,]\d{6})\d+/, '$1');
  return readTime(mended) && (mended.includes(' ') ? quote(mended) : mended);
}
