import type { SQL } from 'drizzle-orm';
import type { ColumnKey } from '@/lib/address';

/** What differs between our table and those of others, where a filter becomes a condition on `a`. */
export interface Dialect {
  /** Our functions and the indexes that rest on expressions are there. */
  readonly isOurs: boolean;
  /** A column compared as it is stored; null where it is compared as text. */
  readonly equals: (key: ColumnKey, text: string) => SQL | null;
}

/** Of our own table. */
export const ours: Dialect = { isOurs: true, equals: () => null };
