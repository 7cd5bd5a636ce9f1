/**
 * What differs from what was sealed. Of rows: `changed`, `deleted`, `unsealed` (it is as old as what was sealed, and was put there past the
 * sealer), `unreadable` (its text cannot be printed as it was). Of the ledger: `leaf`, `salt`, `schema`, `tile`, `head`, `checkpoint`, `key`;
 * `history` where the tree is another one than was signed, `published` where it is another one than is known outside.
 */
export type FindingKind =
  | 'changed'
  | 'deleted'
  | 'unsealed'
  | 'unreadable'
  | 'leaf'
  | 'salt'
  | 'schema'
  | 'tile'
  | 'head'
  | 'checkpoint'
  | 'key'
  | 'history'
  | 'published';

export interface Finding {
  readonly kind: FindingKind;
  readonly leaf: number | null;
  /** Of the row; null where it is about no single one. */
  readonly source: string | null;
  readonly key: string | null;
  /** Names of the fields that are not what was committed to. */
  readonly fields: readonly string[];
  /** A sentence for people. */
  readonly detail: string;
}

export function findingAbout(kind: FindingKind, detail: string, about: Partial<Finding> = {}): Finding {
  return { leaf: null, source: null, key: null, fields: [], ...about, kind, detail };
}
