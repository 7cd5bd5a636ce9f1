/** The one place where text becomes part of LogQL: a string of that language is one of Go's, and JSON's are among those. */
export function logqlString(text: string): string {
  return JSON.stringify(text.toWellFormed().replaceAll('\0', '␀'));
}

/** Literally, in a regular expression of RE2. */
export function escapedRe2(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** The same selector with more matchers. */
export function narrowed(selector: string, matchers: readonly string[]): string {
  return matchers.length === 0 ? selector : `${selector.trimEnd().slice(0, -1).trimEnd().replace(/,$/, '')}, ${matchers.join(', ')}}`;
}

/** Lines that hold one of these. */
export function holdsOneOf(texts: readonly string[], { ignoresCase = false }: { ignoresCase?: boolean } = {}): string {
  const flag = ignoresCase ? '(?i)' : '';
  return `|~ ${logqlString(`${flag}${texts.map(escapedRe2).join('|')}`)}`;
}

const mostPlain = 200;

/**
 * The longest part of a text that every printer of JSON leaves as it is; null where there is none. Quotes, backslashes, slashes, what
 * HTML minds and whatever is not ASCII are written in more than one way.
 */
export function plainPart(text: string): string | null {
  const parts = text.match(/[A-Za-z0-9 _.,:;()[\]{}!?*+=@#$%^|~-]+/g) ?? [];
  return parts.toSorted((a, b) => b.length - a.length)[0]?.slice(0, mostPlain) ?? null;
}
