/**
 * Sentry's search as its servers read it (`event_search.py`): quotes and stars by the same rules, lists, negation, `has:`, brackets and OR.
 * What they refuse is refused.
 */
export interface Searched {
  /** Of a key as it stands in a search; several for what holds several; empty for what is not there. */
  readonly values: (key: string) => readonly string[];
}

export type Test = (searched: Searched) => boolean;

export interface Filter {
  readonly key: string;
  readonly test: Test;
}

export class UnreadableSearch extends Error {}

interface Cursor {
  readonly text: string;
  at: number;
}

/** Of issues OR and brackets are not understood. @throws {UnreadableSearch} */
export function readSearch(text: string, { takesBooleans }: { takesBooleans: boolean }): readonly Filter[] {
  const cursor = { text, at: 0 };
  const filters = readTerms(cursor, takesBooleans);
  if (cursor.at < text.length) throw new UnreadableSearch(`Parse error at column ${cursor.at + 1}`);
  return filters;
}

function readTerms(cursor: Cursor, takesBooleans: boolean): readonly Filter[] {
  let alternatives: Filter[][] = [[]];
  for (;;) {
    skipSpaces(cursor);
    const { text, at } = cursor;
    if (at >= text.length || text[at] === ')') break;
    const word = /^(OR|AND)(?=[\t\n )]|$)/i.exec(text.slice(at))?.[1]?.toUpperCase();
    if ((word || text[at] === '(') && !takesBooleans)
      throw new UnreadableSearch('Boolean statements containing "OR" or "AND" are not supported');
    if (word) {
      cursor.at += word.length;
      if (word === 'OR') alternatives = [...alternatives, []];
      continue;
    }
    alternatives.at(-1)?.push(text[at] === '(' ? readGroup(cursor) : readFilter(cursor));
  }
  const [only = [], ...more] = alternatives;
  if (more.length === 0) return only;
  const tests = alternatives.map((filters) => (searched: Searched) => filters.every(({ test }) => test(searched)));
  return [{ key: '', test: (searched) => tests.some((test) => test(searched)) }];
}

function readGroup(cursor: Cursor): Filter {
  cursor.at += 1;
  const filters = readTerms(cursor, true);
  if (cursor.text[cursor.at] !== ')') throw new UnreadableSearch('Unmatched bracket');
  cursor.at += 1;
  return { key: '', test: (searched) => filters.every(({ test }) => test(searched)) };
}

function readFilter(cursor: Cursor): Filter {
  const rest = cursor.text.slice(cursor.at);
  const [head, sign = '', key = ''] = /^(!?)(tags\[[a-zA-Z0-9_.:-]+\]|[a-zA-Z0-9_.-]+):/.exec(rest) ?? [];
  if (head === undefined) {
    // Free text, quoted or to the next space.
    const raw = rest.startsWith('"') ? readQuoted(cursor) : readBare(cursor);
    return { key: 'message', test: containing(raw) };
  }
  cursor.at += head.length;
  if (key === 'has') {
    const present = readBare(cursor);
    return { key: 'has', test: ({ values }) => values(present).length > 0 === (sign === '') };
  }
  const test = readValue(cursor, key);
  return { key, test: sign === '' ? test : (searched) => !test(searched) };
}

function readValue(cursor: Cursor, key: string): Test {
  const { text } = cursor;
  if (text[cursor.at] === '[') {
    const texts = readList(cursor);
    return ({ values }) => values(key).some((value) => texts.map(unescaped).includes(value));
  }
  const operator = /^(>=|<=|>|<)/.exec(text.slice(cursor.at))?.[1] ?? '';
  cursor.at += operator.length;
  const raw = text[cursor.at] === '"' ? readQuoted(cursor) : readBare(cursor);
  if (operator !== '') {
    if (Number.isNaN(Date.parse(raw))) throw new UnreadableSearch(`${key}: Invalid date`);
    const bound = Date.parse(raw);
    return ({ values }) =>
      values(key).some((value) => {
        const order = Date.parse(value) - bound;
        return order === 0 ? operator.endsWith('=') : operator.startsWith('>') ? order > 0 : order < 0;
      });
  }
  if (['id', 'trace', 'replayId'].includes(key) && !/^[0-9a-f]{32}$/i.test(raw)) throw new UnreadableSearch(`${key} must be a valid UUID`);
  if (key === 'message') return containing(raw);
  if (raw === '') return ({ values }) => values(key).length === 0;
  if (isWild(raw)) {
    const pattern = new RegExp(`^${wild(raw)}$`, 'isu');
    return ({ values }) => values(key).some((value) => pattern.test(value));
  }
  return ({ values }) => values(key).includes(unescaped(raw));
}

function containing(raw: string): Test {
  if (isWild(raw)) {
    const pattern = new RegExp(wild(raw), 'isu');
    return ({ values }) => values('message').some((value) => pattern.test(value));
  }
  const meant = unescaped(raw).toLowerCase();
  return ({ values }) => values('message').some((value) => value.toLowerCase().includes(meant));
}

/** As a grammar without a way back: a backslash before a quote always keeps it open. */
function readQuoted(cursor: Cursor): string {
  const { text } = cursor;
  let at = cursor.at + 1;
  let raw = '';
  for (;;) {
    if (at >= text.length) return readBare(cursor);
    if (text.startsWith('\\"', at)) {
      raw += '"';
      at += 2;
    } else if (text[at] === '"') break;
    else {
      raw += text[at];
      at += 1;
    }
  }
  cursor.at = at + 1;
  return raw;
}

function readBare(cursor: Cursor): string {
  const [raw = ''] = /^[^()\t\n ]*/.exec(cursor.text.slice(cursor.at)) ?? [];
  cursor.at += raw.length;
  return raw;
}

function readList(cursor: Cursor): readonly string[] {
  const texts: string[] = [];
  cursor.at += 1;
  for (;;) {
    skipSpaces(cursor);
    if (cursor.text[cursor.at] === '"') texts.push(readQuoted(cursor));
    else {
      const [raw = ''] = /^[^(),\] ]+/.exec(cursor.text.slice(cursor.at)) ?? [];
      if (raw === '') throw new UnreadableSearch('Lists should not have empty values');
      cursor.at += raw.length;
      texts.push(raw);
    }
    skipSpaces(cursor);
    const next = cursor.text[cursor.at];
    cursor.at += 1;
    if (next === ']') return texts;
    if (next !== ',') throw new UnreadableSearch('A list is not closed');
  }
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ') cursor.at += 1;
}

function isWild(raw: string): boolean {
  return /(?<!\\)(\\\\)*\*/.test(raw);
}

function wild(raw: string): string {
  return raw.replace(/\\(.)|[\s\S]/gu, (one, escaped?: string) =>
    escaped === undefined && one === '*' ? '.*' : (escaped ?? one).replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
  );
}

function unescaped(raw: string): string {
  return raw.replaceAll('\\*', '*');
}
