import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { AuditTable } from './audit-table';

const dialect = new PgDialect();

/** So long it is believed. Rows are only added, but for what retention takes out. */
const believedMs = 60_000;
const mostKnown = 1_000;

/** On `globalThis`, because a server bundle may hold this module more than once. */
const home = globalThis as typeof globalThis & { tracebookKnownMany?: Map<string, number> };

/** What was counted lately to be more than anybody counts: whoever pages through it, or looks again, need not wait for the same count. */
export interface KnownMany {
  readonly isKnown: boolean;
  /** Says that it is so. */
  note(): void;
}

/** Of the rows of a table that match, counted up to `most`: told apart by all that the statement says, so also by what the viewer may see. */
export function knownMany({ name }: AuditTable, matching: SQL, most: number): KnownMany {
  home.tracebookKnownMany ??= new Map();
  const known = home.tracebookKnownMany;
  const { sql: text, params } = dialect.sqlToQuery(matching);
  const key = JSON.stringify([name, most, text, params]);
  const since = known.get(key) ?? Number.NEGATIVE_INFINITY;
  return {
    isKnown: performance.now() - since < believedMs,
    note() {
      known.delete(key);
      known.set(key, performance.now());
      for (const oldest of known.keys()) {
        if (known.size <= mostKnown) break;
        known.delete(oldest);
      }
    },
  };
}
