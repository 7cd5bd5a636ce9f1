/** An address under a name that somebody chose; a path of ours with its parameters. */
export interface SavedAddress {
  readonly name: string;
  readonly href: string;
}

/**
 * What one person's browser remembers, newest first, in `localStorage` under `tracebook:<their ID>`:
 *
 *     { "saved": [{ "name": "Failed logins", "href": "/audit?q=…" }], "recent": ["actor:u_1"] }
 *
 * Where the browser stores nothing, nothing is remembered, and nothing else changes.
 */
export interface Memory {
  readonly saved: readonly SavedAddress[];
  /** Filter texts. */
  readonly recent: readonly string[];
}

const nothing: Memory = { saved: [], recent: [] };
const mostSaved = 50;
const mostRecent = 12;
const prefix = 'tracebook:';

export function readMemory(person: string): Memory {
  return stored((storage) => memoryIn(storage.getItem(prefix + person))) ?? nothing;
}

/** A name stands for one address, and an address has one name. False where the browser keeps nothing. */
export function saveAddress(person: string, address: SavedAddress): boolean {
  return change(person, ({ saved, recent }) => ({
    saved: [address, ...saved.filter(({ name, href }) => name !== address.name && href !== address.href)].slice(0, mostSaved),
    recent,
  }));
}

export function forgetAddress(person: string, address: string): boolean {
  return change(person, ({ saved, recent }) => ({ saved: saved.filter(({ href }) => href !== address), recent }));
}

export function rememberSearch(person: string, text: string): boolean {
  return change(person, ({ saved, recent }) => ({
    saved,
    recent: [text, ...recent.filter((other) => other !== text)].slice(0, mostRecent),
  }));
}

export function forgetSearch(person: string, text: string): boolean {
  return change(person, ({ saved, recent }) => ({ saved, recent: recent.filter((other) => other !== text) }));
}

/** When somebody leaves, the searches of all go: the next one at this browser is not told what was looked for. */
export function forgetSearches(): void {
  stored((storage) => {
    for (const key of Object.keys(storage).filter((name) => name.startsWith(prefix))) {
      storage.setItem(key, JSON.stringify({ ...memoryIn(storage.getItem(key)), recent: [] }));
    }
    return true;
  });
}

function change(person: string, make: (memory: Memory) => Memory): boolean {
  return (
    stored((storage) => {
      storage.setItem(prefix + person, JSON.stringify(make(memoryIn(storage.getItem(prefix + person)))));
      return true;
    }) ?? false
  );
}

/** Storage that is blocked, full or absent throws at the first touch: it is a convenience, and null says that there is none. */
function stored<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(window.localStorage);
  } catch {
    return null;
  }
}

/** Anybody may have written there: only what has our form counts, and only addresses within this site. */
function memoryIn(text: string | null): Memory {
  const { saved, recent }: { saved?: unknown; recent?: unknown } = parsed(text) ?? {};
  return {
    saved: listOf(saved).flatMap((entry) => {
      const { name, href }: { name?: unknown; href?: unknown } = Object(entry);
      return typeof name === 'string' && typeof href === 'string' && isOurs(href) ? [{ name, href }] : [];
    }),
    recent: listOf(recent).filter((entry) => typeof entry === 'string'),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isOurs(href: string): boolean {
  const here = 'http://here.invalid';
  return /^\/(?![/\\])/.test(href) && URL.canParse(href, here) && new URL(href, here).origin === here;
}

function parsed(text: string | null): object | null {
  try {
    return Object(JSON.parse(text ?? 'null'));
  } catch {
    return null;
  }
}
