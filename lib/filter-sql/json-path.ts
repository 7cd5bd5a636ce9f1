/** The one place where text becomes part of a jsonpath: a string of that language is written as one of JSON. */
export function jsonPathString(text: string): string {
  return JSON.stringify(text.toWellFormed().replaceAll('\0', '␀'));
}

/**
 * The ways along a path. A segment of digits is an element of an array where there is one, and a key of that name where
 * there is an object; a path of many such segments is read as keys and first elements only.
 */
export function jsonPaths(path: readonly string[]): readonly string[] {
  const ways = path.reduce<readonly string[]>(
    (found, segment) => found.flatMap((way) => steps(segment, found.length).map((step) => way + step)),
    [''],
  );
  return ways.map((way) => `$${way}`);
}

const mostWays = 8;

function steps(segment: string, ways: number): readonly string[] {
  const key = `.${jsonPathString(segment)}`;
  return /^\d{1,9}$/.test(segment) && ways < mostWays ? [key, `[${Number(segment)}]`] : [key];
}
