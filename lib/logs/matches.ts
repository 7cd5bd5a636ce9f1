import { type Comparison, type Field, isNumber, type LineFilter, type LineKey, type LineRoot, levels, type Value } from '@/lib/address';
import { compareInstants, resolveTimeRange } from '@/lib/time';
import { type JsonNumber, jsonTexts, jsonValues, numberOf, readAttributes } from './json-values';
import type { LineDetail } from './line';

/** A filter as a test of one line, saying the same as `filter-sql.ts` says in SQL: one suite holds both against each other. */
export function isMeantBy({ terms }: LineFilter, zone: string): (line: LineDetail) => boolean {
  const tests = terms.flatMap((term): ((line: LineDetail) => boolean)[] => {
    if (term.kind === 'unreadable') return [];
    const test = testOf(term, zone);
    return [term.isNegated ? (line) => !test(line) : test];
  });
  return (line) => tests.every((test) => test(line));
}

type Readable = Exclude<LineFilter['terms'][number], { kind: 'unreadable' }>;

function testOf(term: Readable, zone: string): (line: LineDetail) => boolean {
  if (term.kind === 'words') return wordsTest(term.text);
  const { field } = term;
  if (term.kind === 'has') return 'path' in field ? (line) => isPresent(line, field.path) : (line) => valueText(line, field) !== null;
  const tests = term.values.map((value) => ('path' in field ? jsonTest(field.path, value) : columnTest(field.key, value, zone)));
  return (line) => tests.some((test) => test(line));
}

const columnOf = {
  service: 'service',
  level: 'level',
  request: 'request_id',
  trace: 'trace_id',
  user: 'user_id',
  org: 'org_id',
  session: 'session_id',
  feature: 'feature',
  surface: 'surface',
  method: 'method',
  route: 'route',
  status: 'status',
  duration: 'duration_ms',
  source: 'source',
  created: 'time',
  recorded: 'recorded_at',
} as const satisfies Record<Exclude<LineKey, 'flag'>, keyof LineDetail>;

/** What a line is counted by. */
export function valueText(line: LineDetail, field: Field<LineKey, LineRoot>): string | null {
  if ('path' in field) return jsonTexts(readAttributes(line.attributes), field.path).find((text) => text !== null) ?? null;
  if (field.key === 'flag') return line.flags.length === 0 ? null : line.flags.join(' ');
  const value = line[columnOf[field.key]];
  return value === null ? null : String(value);
}

/** Literally, without regard to case, and at the beginning of a word where the text begins with one. */
function wordsTest(text: string): (line: LineDetail) => boolean {
  const forms = [...new Set([text, JSON.stringify(text.toWellFormed()).slice(1, -1)])].map((form) => form.toLowerCase());
  const isIn = (held: string) => forms.some((form) => beginsWord(held, form));
  return ({ user_id: user, service, message, request_id: request, trace_id: trace, attributes }) =>
    isIn(
      [user, service, message, request, trace]
        .filter((one) => one !== null)
        .join(' ')
        .toLowerCase(),
    ) || isIn(attributes.toLowerCase());
}

function beginsWord(held: string, form: string): boolean {
  const isWord = /^[\p{L}\p{N}]/u.test(form);
  for (let at = held.indexOf(form); at >= 0; at = held.indexOf(form, at + 1)) {
    if (!isWord || at === 0 || !/[\p{L}\p{N}]$/u.test(held.slice(Math.max(0, at - 2), at))) return true;
  }
  return false;
}

function columnTest(key: LineKey, value: Value, zone: string): (line: LineDetail) => boolean {
  if (value.kind === 'subject') return () => false;
  if (key === 'created' || key === 'recorded') return timeTest(columnOf[key], value, zone);
  if (key === 'flag') return flagTest(value);
  const column = columnOf[key];
  if (key === 'status' || key === 'duration') return quantityTest(column, value);
  if (key === 'level') return levelTest(value);
  if (value.kind === 'glob') return (line) => isLike(line[column], value.pieces);
  if (value.kind === 'is') return (line) => line[column] === value.text;
  return () => false;
}

function timeTest(column: 'time' | 'recorded_at', value: Exclude<Value, { kind: 'subject' }>, zone: string) {
  const range = value.kind === 'glob' ? null : resolveTimeRange(value, zone);
  if (!range) return () => false;
  const { from, to } = range;
  return ({ [column]: time }: LineDetail) =>
    (from === null || compareInstants(time, from) >= 0) && (to === null || compareInstants(time, to) < 0);
}

function flagTest(value: Value): (line: LineDetail) => boolean {
  if (value.kind === 'is') return ({ flags }) => flags.includes(value.text);
  if (value.kind === 'glob') return ({ flags }) => flags.some((flag) => isLike(flag, value.pieces));
  return () => false;
}

function levelTest(value: Exclude<Value, { kind: 'subject' }>): (line: LineDetail) => boolean {
  if (value.kind === 'is') return ({ level }) => level === value.text;
  if (value.kind !== 'comparison') return () => false;
  // biome-ignore lint/complexity/useIndexOf: a bound is any text
  const bound = levels.findIndex((level) => level === value.bound);
  return ({ level }) => level !== null && holds(levels.indexOf(level) - bound, value.operator);
}

function quantityTest(column: keyof LineDetail, value: Exclude<Value, { kind: 'subject' }>): (line: LineDetail) => boolean {
  const quantity = (line: LineDetail) => (line[column] === null ? null : numberOf(String(line[column])));
  const test = (meets: (held: JsonNumber) => boolean) => (line: LineDetail) => {
    const held = quantity(line);
    return held !== null && meets(held);
  };
  switch (value.kind) {
    case 'is':
      return test((held) => held.compare(value.text) === 0);
    case 'range':
      return test((held) => held.compare(value.from) >= 0 && held.compare(value.to) <= 0);
    case 'comparison':
      return test((held) => holds(held.compare(value.bound), value.operator));
    case 'glob':
      return (line) => isLike(line[column] === null ? null : String(line[column]), value.pieces);
  }
}

function holds(order: number, operator: Comparison['operator']): boolean {
  if (order === 0) return operator.endsWith('=');
  return operator.startsWith('>') ? order > 0 : order < 0;
}

function isLike(text: unknown, pieces: readonly string[]): boolean {
  if (typeof text !== 'string') return false;
  const [head = '', ...rest] = pieces;
  if (rest.length === 0) return text === head;
  const tail = rest.pop() ?? '';
  if (!text.startsWith(head) || text.length < head.length + tail.length) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - tail.length && text.endsWith(tail);
}

function isPresent({ attributes }: LineDetail, path: readonly string[]): boolean {
  return jsonValues(readAttributes(attributes), path).some((value) => value !== null);
}

function jsonTest(path: readonly string[], value: Value): (line: LineDetail) => boolean {
  if (value.kind === 'subject') return () => false;
  if (value.kind === 'glob') {
    return ({ attributes }) => jsonTexts(readAttributes(attributes), path).some((text) => isLike(text, value.pieces));
  }
  const meets = scalarTest(value);
  return ({ attributes }) => jsonValues(readAttributes(attributes), path).some(meets);
}

/** `300` is written for the number and for the text alike; a text that holds a number counts as one where numbers are compared. */
function scalarTest(value: Exclude<Value, { kind: 'subject' | 'glob' }>): (held: unknown) => boolean {
  if (value.kind === 'is') {
    const { text } = value;
    const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
    return (held) => held === text || (Object.hasOwn(words, text) && held === words[text]) || isSameNumber(held, text);
  }
  const bounds: readonly (readonly [Comparison['operator'], string])[] =
    value.kind === 'range'
      ? [
          ['>=', value.from],
          ['<=', value.to],
        ]
      : [[value.operator, value.bound]];
  if (!bounds.every(([, text]) => isNumber(text))) {
    return (held) =>
      typeof held === 'string' && bounds.every(([operator, text]) => holds(held < text ? -1 : held > text ? 1 : 0, operator));
  }
  return (held) => {
    const number = typeof held === 'string' ? (isNumber(held) ? numberOf(held) : null) : held;
    return isJsonNumber(number) && bounds.every(([operator, text]) => holds(number.compare(text), operator));
  };
}

function isSameNumber(held: unknown, text: string): boolean {
  return isJsonNumber(held) && isNumber(text) && held.compare(text) === 0;
}

function isJsonNumber(held: unknown): held is JsonNumber {
  return typeof held === 'object' && held !== null && 'compare' in held && typeof held.compare === 'function';
}
