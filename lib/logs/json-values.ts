/** A number of JSON that keeps its digits. */
export interface JsonNumber {
  readonly text: string;
  /** Below, at or above 0 as it is less than, the same as or more than what is written. */
  compare(written: string): number;
}

export function numberOf(text: string): JsonNumber {
  return { text, compare: (written) => compareNumbers(text, written) };
}

/** Whole numbers digit for digit, others as doubles. */
function compareNumbers(a: string, b: string): number {
  const isWhole = /^-?\d+$/.test(a) && /^-?\d+$/.test(b);
  const [left, right] = isWhole ? [BigInt(a), BigInt(b)] : [Number(a), Number(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const numberKey = '\0number';

/** JSON with its numbers as {@link JsonNumber}. What Postgres or our own printer wrote is JSON. */
export function readAttributes(json: string): unknown {
  const marked = json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify({ [numberKey]: token }),
  );
  return JSON.parse(marked, (_, value) => (isMarked(value) ? numberOf(value[numberKey]) : value));
}

function isMarked(value: unknown): value is { [numberKey]: string } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, numberKey);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** What stands at the end of a path, as jsonpath walks it when it is lax: through lists, and by number into them. */
function ends(json: unknown, path: readonly string[]): readonly unknown[] {
  return path.reduce<readonly unknown[]>(
    (values, step) => values.flatMap((value) => [...inObjects(value, step), ...inList(value, step)]),
    [json],
  );
}

function inObjects(value: unknown, key: string): readonly unknown[] {
  const objects = isList(value) ? value : [value];
  return objects.flatMap((one) =>
    typeof one === 'object' && one !== null && !isList(one) && !('compare' in one) && Object.hasOwn(one, key)
      ? [(one as Record<string, unknown>)[key]]
      : [],
  );
}

function inList(value: unknown, step: string): readonly unknown[] {
  if (!/^\d{1,9}$/.test(step)) return [];
  const list = isList(value) ? value : [value];
  return Number(step) < list.length ? [list[Number(step)]] : [];
}

/** The values at a path; those of a list one by one. */
export function jsonValues(json: unknown, path: readonly string[]): readonly unknown[] {
  return ends(json, path).flatMap((value) => (isList(value) ? value : [value]));
}

/** The values at a path as text; null for null. */
export function jsonTexts(json: unknown, path: readonly string[]): readonly (string | null)[] {
  return ends(json, path).map((value) => {
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'object' && 'compare' in value && 'text' in value) return String(value.text);
    return JSON.stringify(value);
  });
}
