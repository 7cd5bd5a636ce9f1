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
    return printCanonical(value) === json ? value : null;
  } catch {
    // Not JSON, numbers in it, nested beyond measure, or no Unicode: nothing of it is ours.
    return null;
  }
}

export function isObject(value: Canonical | undefined): value is { readonly [name: string]: Canonical } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value);
}
