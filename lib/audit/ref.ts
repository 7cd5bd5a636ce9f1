import { type SQL, sql } from 'drizzle-orm';
import { parseActionRef, printActionRef } from '@/lib/address';

export function refOf(source: string, key: string): string {
  return printActionRef({ source, key });
}

/** What {@link refOf} prints, by Postgres. */
export const refText: SQL = sql`replace(replace(a.source, '%', '%25'), '~', '%7E') || '~' || a.id::text`;

/** Null for what cannot be the reference of one of our own rows. */
export function readRef(text: string): { readonly source: string; readonly key: string } | null {
  const ref = parseActionRef(text);
  return ref && /^\d{1,18}$/.test(ref.key) && !ref.source.includes('\0') ? ref : null;
}
