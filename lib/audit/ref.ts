import { parseActionRef, printActionRef } from '@/lib/address';

export function refOf(source: string, key: string): string {
  return printActionRef({ source, key });
}

/** Null for what cannot be the reference of a row. */
export function readRef(text: string): { readonly source: string; readonly key: string } | null {
  const ref = parseActionRef(text);
  return ref && !text.includes('\0') ? ref : null;
}
