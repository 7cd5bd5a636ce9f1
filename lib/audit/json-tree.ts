/**
 * JSON as it is written. `JSON.parse` would round 9007199254740993, turn 1.00 into 1, and overflow the stack on the
 * 6,000 nested arrays that jsonb accepts; here every value keeps its exact text, and what lies deeper than the limit
 * stays one folded piece of it.
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly text: string; readonly entries: readonly (readonly [key: string, value: JsonNode])[] }
  | { readonly kind: 'array'; readonly text: string; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly text: string; readonly value: string }
  | { readonly kind: 'number' | 'boolean' | 'null'; readonly text: string }
  /** An object or array below the deepest level that is taken apart. */
  | { readonly kind: 'folded'; readonly text: string };

export const deepestLevel = 64;

/** Reads what Postgres printed. Null when the text is not JSON after all. */
export function readJson(text: string): JsonNode | null {
  const reader: Reader = { text, at: 0 };
  try {
    const node = readValue(reader, 0);
    skipSpace(reader);
    return reader.at === text.length ? node : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The value of a key of an object; null where there is none. */
export function member(node: JsonNode | null, key: string): JsonNode | null {
  if (node?.kind !== 'object') return null;
  return node.entries.find(([name]) => name === key)?.[1] ?? null;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader, depth: number): JsonNode {
  skipSpace(reader);
  const first = reader.text[reader.at];
  if ((first === '{' || first === '[') && depth >= deepestLevel) return readFolded(reader);
  if (first === '{') return readObject(reader, depth);
  if (first === '[') return readArray(reader, depth);
  if (first === '"') return readString(reader);
  return readLiteral(reader);
}

function readObject(reader: Reader, depth: number): JsonNode {
  const start = reader.at++;
  const entries: [string, JsonNode][] = [];
  while (!ends(reader, '}', entries.length)) {
    const key = readString(reader);
    expectMark(reader, ':');
    entries.push([key.value, readValue(reader, depth + 1)]);
  }
  return { kind: 'object', text: reader.text.slice(start, reader.at), entries };
}

function readArray(reader: Reader, depth: number): JsonNode {
  const start = reader.at++;
  const items: JsonNode[] = [];
  while (!ends(reader, ']', items.length)) items.push(readValue(reader, depth + 1));
  return { kind: 'array', text: reader.text.slice(start, reader.at), items };
}

/** Steps over the closing mark, or over the comma before a next element. */
function ends(reader: Reader, closing: '}' | ']', count: number): boolean {
  skipSpace(reader);
  if (reader.text[reader.at] === closing) {
    reader.at += 1;
    return true;
  }
  if (count > 0) expectMark(reader, ',');
  skipSpace(reader);
  return false;
}

function readString(reader: Reader): JsonNode & { kind: 'string' } {
  const start = reader.at;
  if (reader.text[start] !== '"') throw new SyntaxError('no string');
  skipString(reader);
  const text = reader.text.slice(start, reader.at);
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'string') throw new SyntaxError('no string');
  return { kind: 'string', text, value };
}

function readLiteral(reader: Reader): JsonNode {
  const literal = /[^\s,\]}]*/y;
  literal.lastIndex = reader.at;
  const text = literal.exec(reader.text)?.[0] ?? '';
  reader.at += text.length;
  if (text === 'true' || text === 'false') return { kind: 'boolean', text };
  if (text === 'null') return { kind: 'null', text };
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return { kind: 'number', text };
  throw new SyntaxError('no value');
}

/** Runs to the matching bracket without descending. */
function readFolded(reader: Reader): JsonNode {
  const start = reader.at;
  let open = 0;
  do {
    const character = reader.text[reader.at];
    if (character === undefined) throw new SyntaxError('no end');
    if (character === '"') {
      skipString(reader);
      continue;
    }
    if (character === '{' || character === '[') open += 1;
    if (character === '}' || character === ']') open -= 1;
    reader.at += 1;
  } while (open > 0);
  return { kind: 'folded', text: reader.text.slice(start, reader.at) };
}

function skipString(reader: Reader): void {
  for (let at = reader.at + 1; at < reader.text.length; at += 1) {
    const character = reader.text[at];
    if (character === '\\') at += 1;
    else if (character === '"') {
      reader.at = at + 1;
      return;
    }
  }
  throw new SyntaxError('no end');
}

function skipSpace(reader: Reader): void {
  while (' \n\r\t'.includes(reader.text[reader.at] ?? '-')) reader.at += 1;
}

function expectMark(reader: Reader, mark: ':' | ','): void {
  skipSpace(reader);
  if (reader.text[reader.at] !== mark) throw new SyntaxError(`no ${mark}`);
  reader.at += 1;
}
