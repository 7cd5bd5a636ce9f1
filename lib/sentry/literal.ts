import { AppError } from '@/lib/errors';

/**
 * The one place where text becomes part of Sentry's search: a quoted value that means exactly this text. Sentry reads a quote after a
 * backslash as a quote, a star after one as a star, and every other backslash as itself (its `event_search.py`): so backslashes are not
 * doubled, and a text in which one stands where it would be read with what follows cannot be asked for.
 *
 * @throws {AppError} `malformed`
 */
export function literal(text: string): string {
  const told = text.toWellFormed().replaceAll('\0', '␀');
  if (told === '') throw cannot('an empty value: Sentry keeps none');
  if (/\\$|\\\*/.test(told)) throw cannot('a backslash at the end or before a star');
  return `"${told.replaceAll('"', '\\"').replaceAll('*', '\\*')}"`;
}

/** The pieces between stars, in order. @throws {AppError} `malformed` */
export function pattern(pieces: readonly string[]): string {
  if (pieces.some((piece) => piece.includes('\\'))) throw cannot('a backslash beside a star');
  return `"${pieces.map((piece) => (piece === '' ? '' : literal(piece).slice(1, -1))).join('*')}"`;
}

/** `["a","b"]`; one alone stands without brackets. In a list older servers read a star as itself, newer ones do not. @throws {AppError} `malformed` */
export function oneOf(texts: readonly string[]): string {
  const [only = '', ...more] = texts;
  if (more.length === 0) return literal(only);
  if (texts.some((text) => text.includes('*'))) throw cannot('a star among several values');
  return `[${texts.map(literal).join(',')}]`;
}

export function cannot(what: string): AppError {
  return new AppError('malformed', `Sentry cannot be asked for ${what}.`);
}
