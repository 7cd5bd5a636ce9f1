import type { SQL } from 'drizzle-orm';
import type { Types } from './mapping';

/** A table of another team under the names of `admin_actions`. */
export interface ForeignTable {
  readonly name: string;
  /** To be followed by `as a`. Its keys are `a.key_1` and so on; it has no `id`. */
  readonly from: SQL;
  /** The types of its keys, as Postgres prints them. */
  readonly keyTypes: readonly string[];
  readonly types: Types;
  /** Whether it says to which organisation a row belongs. */
  readonly hasOrgs: boolean;
  readonly ask: <Row extends Record<string, unknown>>(statement: SQL) => Promise<readonly Row[]>;
}
