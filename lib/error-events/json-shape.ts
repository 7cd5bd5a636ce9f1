/** An object as its JSON says it. Keys may be anything, `__proto__` too. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands under a key, where that is an object; an empty one else. */
export function recordIn(record: JsonRecord, key: string): JsonRecord {
  const value = own(record, key);
  return isRecord(value) ? value : {};
}

/** SDKs write lists as lists, or as an object around `values`. What is no object in them says nothing. */
export function recordsIn(value: unknown): readonly JsonRecord[] {
  const list = isRecord(value) ? (Array.isArray(own(value, 'values')) ? own(value, 'values') : [value]) : value;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Tags and headers are an object, a list of pairs, or a list of objects with key and value. */
export function pairsIn(value: unknown): readonly (readonly [key: string, value: unknown])[] {
  if (isRecord(value)) return Object.entries(value);
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair: unknown) => {
    if (Array.isArray(pair)) return typeof pair[0] === 'string' ? [[pair[0], pair[1]] as const] : [];
    return isRecord(pair) && typeof pair.key === 'string' ? [[pair.key, pair.value] as const] : [];
  });
}

/** A text or a number as text; null where it is anything else, or blank. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The first of several that is there. */
export function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = textOf(value);
    if (text !== null) return text;
  }
  return null;
}

export function own(record: JsonRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
