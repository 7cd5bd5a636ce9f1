/**
 * A stretch of filter text beside its shadow: the same text with all that stands in quotes masked. Separators are looked for
 * in the shadow, so that quotes take anything literally, and cut out of both.
 */
export interface Lexeme {
  readonly raw: string;
  readonly shadow: string;
}

/** A quote runs to the next one that no backslash precedes, or to the end of the text. Reads each character once. */
const quoted = /"(?:[^"\\]|\\[\s\S])*("|\\?$)/g;

const mask = '\0';

/** The parts between unquoted spaces. A quote that is never closed takes the rest of the text with it. */
export function lexemes(text: string): Lexeme[] {
  return lexemesInPlace(text).map(({ lexeme }) => lexeme);
}

/** The same with where each begins. Reading a text for what is storable keeps its length. */
export function lexemesInPlace(text: string): { readonly start: number; readonly lexeme: Lexeme }[] {
  const raw = storable(text);
  const shadow = raw.replace(quoted, (all, end) => `"${mask.repeat(all.length - 1 - end.length)}${end && '"'}`);
  // U+FEFF counts as a space for JavaScript, but two IDs that differ by it differ.
  return [...shadow.matchAll(/[\S\ufeff]+/g)].map(({ index, 0: { length } }) => ({
    start: index,
    lexeme: cut({ raw, shadow }, index, index + length),
  }));
}

export function cut({ raw, shadow }: Lexeme, start: number, end?: number): Lexeme {
  return { raw: raw.slice(start, end), shadow: shadow.slice(start, end) };
}

export function split(lexeme: Lexeme, separator: string): Lexeme[] {
  let start = 0;
  return lexeme.shadow.split(separator).map(({ length }) => {
    const part = cut(lexeme, start, start + length);
    start += length + separator.length;
    return part;
  });
}

export function isUnclosed({ shadow }: Lexeme): boolean {
  return shadow.split('"').length % 2 === 0;
}

/** The text that is meant. In quotes `\"`, `\\` and `\u200b` stand for one character; any other backslash is one. */
export function unquote({ raw }: Lexeme): string {
  return storable(raw.replace(quoted, (all) => readEscapes(all.slice(1, -1))));
}

function readEscapes(inner: string): string {
  return inner.replace(
    /\\(?:(["\\])|u([0-9a-fA-F]{4}))/g,
    (_, character, code) => character ?? String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** In quotes, with what cannot be seen or would not survive a form written as `\u200b`. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(unseen, escapeUnits)}"`;
}

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?![ \u3000])\s/gu;

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

/** Most of it is, and a page prints hundreds of texts. */
function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Whether a text keeps its meaning without quotes, wherever a value may stand. */
export function isPlain(text: string): boolean {
  return text !== '' && !/[\s",*]|\.\.|^[<>]/.test(text) && (isAscii(text) || text.search(unseen) < 0);
}

/**
 * As Postgres keeps it: U+0000, which it refuses, is stored as the visible ␀, half a surrogate pair as U+FFFD. To search for
 * one is to search for what became of it.
 */
export function storable(text: string): string {
  return isAscii(text) ? text : text.replaceAll('\0', '␀').replace(/\p{Surrogate}/gu, '\ufffd');
}
