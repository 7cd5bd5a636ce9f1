import { type SQL, sql } from 'drizzle-orm';

/** The one place where text becomes a pattern of LIKE: what people typed stays literal, only the stars between pieces match. */
export function globPattern(pieces: readonly string[]): string {
  return pieces.map((piece) => piece.replace(/[\\%_]/g, '\\$&')).join('%');
}

export function isLike(text: SQL, pattern: string): SQL {
  return sql`${text} like ${pattern}`;
}
