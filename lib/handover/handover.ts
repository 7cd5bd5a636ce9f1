import type { AsyncLocalStorage } from 'node:async_hooks';

/** What the server components of one document have handed over so far; the name of each is its place. */
type Handover = string[];

export type Handovers = AsyncLocalStorage<Handover>;

/** On `globalThis`, because server components, what prints the document and the server are bundles of their own. */
const home = globalThis as typeof globalThis & { tracebookHandover?: Handovers };

/**
 * Markup on its way from the server components to the document that the same request asked for: both are made within `run`, so that it
 * need not be written down for the browser, which has the document. `storage` is one for the process; it is given from outside because
 * this room is loaded by browsers as well.
 */
export function withHandover<T>(storage: Handovers, run: () => T): T {
  home.tracebookHandover = storage;
  return storage.run([], run);
}

/** @returns the name by which the document finds it, or null where no document is made of it */
export function handOver(html: string): string | null {
  const handover = home.tracebookHandover?.getStore();
  return handover ? String(handover.push(html) - 1) : null;
}

/** @throws Error of what was not handed over in this request: a document without it would look as if there were nothing */
export function handedOver(name: string): string {
  const html = home.tracebookHandover?.getStore()?.[Number(name)];
  if (typeof html !== 'string') throw new Error('What was packed for this page is not there');
  return html;
}
