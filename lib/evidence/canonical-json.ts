/** What we write and sign as JSON: texts, nulls, and lists and objects of them. Numbers are texts, so that no reader can round them. */
export type Canonical = string | null | readonly Canonical[] | { readonly [name: string]: Canonical };

/**
 * As RFC 8785 (JCS) writes it: members in the order of their names as UTF-16, no space, as few escapes as JSON allows.
 *
 * @throws {Error} for text that is no Unicode
 */
export function printCanonical(value: Canonical): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return printCanonicalText(value);
  if (isList(value)) return `[${value.map(printCanonical).join(',')}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${printCanonicalText(name)}:${printCanonical(value[name] ?? null)}`).join(',')}}`;
}

/** One JSON string. */
export function printCanonicalText(text: string): string {
  if (!text.isWellFormed()) throw new Error('A text that is no Unicode cannot be sealed.');
  // For what is Unicode the two agree to the letter.
  return JSON.stringify(text);
}

/** Null for what is no JSON of ours, or is written in any other way than `printCanonical` would. So no name can be given twice. */
export function parseCanonical(json: string): Canonical | null {
  try {
    const value: Canonical = JSON.parse(json);
    const isAsPrinted = isInOrder(value) && !halfEscape.test(json) ? JSON.stringify(value) === json : printCanonical(value) === json;
    return isAsPrinted ? value : null;
  } catch {
    // Not JSON, numbers in it, nested beyond measure, or no Unicode: nothing of it is ours.
    return null;
  }
}

/** Half a surrogate pair as an escape: the one thing that `JSON.stringify` prints and we do not. */
const halfEscape = /\\ud[89a-f]/i;

/** Whether it is of our kinds, with all members in order: then `JSON.stringify` prints it as we do, five times as fast. */
function isInOrder(value: Canonical): boolean {
  if (value === null || typeof value === 'string') return true;
  if (typeof value !== 'object') return false;
  if (isList(value)) return value.every(isInOrder);
  let before = '';
  for (const name in value) {
    if (name < before || !isInOrder(value[name] ?? null)) return false;
    before = name;
  }
  return true;
}

export function isObject(value: Canonical | undefined): value is { readonly [name: string]: Canonical } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value);
}
