/** An object as its JSON says it. Keys may be anything, `__proto__` too. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function own(record: JsonRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** What stands under a key, where that is an object or the JSON of one, as exports of tables hold it; an empty one else. */
export function recordIn(record: JsonRecord, key: string): JsonRecord {
  const value = own(record, key);
  if (isRecord(value)) return value;
  const parsed = typeof value === 'string' && value.startsWith('{') ? parsedJson(value) : undefined;
  return isRecord(parsed) ? parsed : {};
}

/** A text or a number as text; null where it is anything else, or blank. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The first of several keys under which there is a text. */
export function textIn(record: JsonRecord, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textOf(own(record, key));
    if (text !== null) return text;
  }
  return null;
}

/** Undefined where it is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
