import { readTime, spanOf } from '@/lib/time';
import type { Comparison, Pattern, Range } from './filter';
import { levels } from './grammar';
import { cut, type Lexeme, quote, unquote } from './lexeme';
import { isRefusal, type Refusal, refusal } from './read-field';

/** What may be compared with what. */
interface Order {
  /** What is wrong with a text that may not be; null where nothing is. */
  readonly objection: (text: string) => Refusal | null;
  /** As what the ends of a range compare; null where dots between such texts are just dots. */
  readonly sortOf: (ends: readonly string[]) => Sort | null;
}

type Sort = 'number' | 'time';

const times: Order = {
  objection: (text) =>
    readTime(text) ? null : refusal('This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', likelyTime(text)),
  sortOf: () => 'time',
};

const importNumbers: Order = {
  objection: (text) => (/^(0|[1-9]\d{0,17})$/.test(text) ? null : refusal('An import is named by its number.')),
  sortOf: () => 'number',
};

/** Any text has its place in an order, but many hold two dots: file paths, versions, IDs. */
const anyValues: Order = {
  objection: () => null,
  sortOf: (ends) => (ends.every(isNumber) ? 'number' : ends.every((end) => readTime(end)) ? 'time' : null),
};

export function readTimeValue(lexeme: Lexeme): Pattern | Range | Comparison | Refusal {
  return readOrdered(lexeme, times) ?? readLiteral(lexeme, times);
}

const quantities: Order = {
  objection: (text) => (isNumber(text) ? null : refusal('This is compared as a number, such as 500.', likelyQuantity(text))),
  sortOf: () => 'number',
};

/** A number, compared or not: `500`, `>=500`, `5*`. */
export function readQuantity(lexeme: Lexeme): Pattern | Range | Comparison | Refusal | null {
  if (/^[\d*]+$/.test(lexeme.shadow) && lexeme.shadow.includes('*')) return null;
  return readOrdered(lexeme, quantities) ?? readLiteral(lexeme, quantities);
}

export function readLevel(lexeme: Lexeme): Pattern | Comparison | Refusal {
  const operator = /^[<>]=?/.exec(lexeme.shadow)?.[0];
  const text = unquote(operator ? cut(lexeme, operator.length) : lexeme);
  if (!levels.some((level) => level === text)) {
    const likely = likelyLevel(text.toLowerCase());
    return refusal(`A level is one of ${levels.join(', ')}.`, likely && `${operator ?? ''}${likely}`);
  }
  return operator ? { kind: 'comparison', operator: operator as Comparison['operator'], bound: text } : { kind: 'is', text };
}

export function readImportNumber(lexeme: Lexeme): Pattern | Range | Comparison | Refusal {
  return readOrdered(lexeme, importNumbers) ?? readLiteral(lexeme, importNumbers);
}

/** A comparison or a range, or null where the value is neither. */
export function readOrdered(lexeme: Lexeme, order: Order = anyValues): Range | Comparison | Refusal | null {
  const operator = /^[<>]=?/.exec(lexeme.shadow)?.[0];
  if (operator) return readComparison(operator as Comparison['operator'], cut(lexeme, operator.length), order);
  return lexeme.shadow.includes('..') ? readRange(lexeme, order) : null;
}

function readComparison(operator: Comparison['operator'], lexeme: Lexeme, order: Order): Comparison | Refusal {
  const bound = readLiteral(lexeme, order);
  return isRefusal(bound) ? within(bound, operator, '') : { kind: 'comparison', operator, bound: bound.text };
}

function readRange(lexeme: Lexeme, order: Order): Range | Comparison | Refusal {
  const dots = lexeme.shadow.indexOf('..');
  const [first, last] = [cut(lexeme, 0, dots), cut(lexeme, dots + 2)];
  if (first.raw === '' && last.raw === '') return refusal('A value is missing.');
  if (last.shadow.includes('..')) return refusal('A range has two ends; quote a text that holds more dots.', quote(unquote(lexeme)));
  const from = first.raw === '' ? null : readLiteral(first, order);
  const to = last.raw === '' ? null : readLiteral(last, order);
  if (from && isRefusal(from)) return within(from, '', `..${last.raw}`);
  if (to && isRefusal(to)) return within(to, `${first.raw}..`, '');
  const ends = [from, to].flatMap((end) => end?.text ?? []);
  const sort = order.sortOf(ends);
  if (!sort) return refusal('A range has numbers or times at its ends; quote a text that holds dots.', quote(unquote(lexeme)));
  if (from && to && isReversed[sort](from.text, to.text)) {
    return refusal('This range ends before it begins.', `${last.raw}..${first.raw}`);
  }
  if (from && to) return { kind: 'range', from: from.text, to: to.text };
  return { kind: 'comparison', operator: from ? '>=' : '<=', bound: ends.join() };
}

const isReversed: Readonly<Record<Sort, (from: string, to: string) => boolean>> = {
  number: (from, to) => Number(from) > Number(to),
  time: (from, to) => {
    const [first, last] = [readTime(from), readTime(to)];
    // Where only one end names its zone, the order depends on who reads.
    if (!first || !last || (first.zone === undefined) !== (last.zone === undefined)) return false;
    return spanOf(first, 'UTC').from >= spanOf(last, 'UTC').to;
  },
};

/** A mend of one bound, put back between what stands around it. */
function within(refused: Refusal, before: string, after: string): Refusal {
  return { ...refused, mend: refused.mend && `${before}${refused.mend}${after}` };
}

/** A text without stars or signs, such as a bound has to be. */
function readLiteral(lexeme: Lexeme, order: Order): { readonly kind: 'is'; readonly text: string } | Refusal {
  const text = unquote(lexeme);
  if (text === '') return refusal('A value is missing.');
  if (/\*|\.\.|^[<>=]/.test(lexeme.shadow)) {
    return refusal('One value is wanted here, without stars, signs or dots; quote one that holds them.', quote(text));
  }
  return order.objection(text) ?? { kind: 'is', text };
}

/** Whether a text is compared as a number: as JSON writes one, and no longer than anything that Postgres can hold. */
export function isNumber(text: string): boolean {
  return text.length <= 100 && /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text);
}

/** With dashes, two digits each, and no more decimals than are kept. */
function likelyTime(text: string): string | null {
  const mended = text
    .replace(/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/, (_, year, month, day) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    .replace(/([.,]\d{6})\d+/, '$1');
  return readTime(mended) && (mended.includes(' ') ? quote(mended) : mended);
}

/** `5xx`, as people write a class of status codes, and units that go without saying. */
function likelyQuantity(text: string): string | null {
  if (/^\dxx$/i.test(text)) return `${text.charAt(0)}*`;
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(ms|s)$/i.exec(text) ?? [];
  if (amount === undefined) return null;
  return unit?.toLowerCase() === 's' ? String(Number(amount) * 1000) : amount;
}

const otherLevels: Readonly<Record<string, string>> = {
  warning: 'warn',
  err: 'error',
  critical: 'fatal',
  panic: 'fatal',
  notice: 'info',
  information: 'info',
  verbose: 'trace',
};

function likelyLevel(written: string): string | null {
  return levels.find((level) => level === written) ?? (Object.hasOwn(otherLevels, written) ? (otherLevels[written] ?? null) : null);
}
