/**
 * A filter, as text and as a value:
 *
 *     actor:u_1 action:customer -action:login      two keys, one of them twice
 *     subject:customer/c_9 org:o_1,o_2             type/id; commas are OR within a key
 *     created:2026-10-01..2026-10-31               both days included, in the viewer's zone
 *     meta.deleted:>300 has:meta.errorCode         numbers compare as numbers; presence
 *     "free words" zoe                             anywhere in a row
 */
export interface Filter {
  /** All must hold. In the order in which they were written. */
  readonly terms: readonly Term[];
}

export type Term = FieldTerm | HasTerm | WordsTerm | UnreadableTerm;

/** `key:value`; holds when any of the values matches. */
export interface FieldTerm {
  readonly kind: 'field';
  readonly isNegated: boolean;
  readonly field: Field;
  readonly values: readonly [Value, ...Value[]];
}

/** `has:request`, `has:meta.errorCode`: the field is present and not null. */
export interface HasTerm {
  readonly kind: 'has';
  readonly isNegated: boolean;
  readonly field: Field;
}

/** Bare or quoted words: each term is one literal, matched without regard to case. */
export interface WordsTerm {
  readonly kind: 'words';
  readonly isNegated: boolean;
  readonly text: string;
}

/** Shown as it stands, with the reason. Takes no part in the search, and the page says so. */
export interface UnreadableTerm {
  readonly kind: 'unreadable';
  readonly text: string;
  readonly why: string;
}

export type Field =
  | { readonly key: ColumnKey }
  | { readonly key: 'meta' | 'before' | 'after'; readonly path: readonly [string, ...string[]] };

/** Keys that stand for a column (`as` is `on_behalf_of`; `subject` is type and id; `changed` is the name of a changed field). */
export type ColumnKey =
  | 'actor'
  | 'actor_type'
  | 'as'
  | 'action'
  | 'subject'
  | 'subject_type'
  | 'org'
  | 'request'
  | 'trace'
  | 'feature'
  | 'surface'
  | 'outcome'
  | 'source'
  | 'import'
  | 'created'
  | 'recorded'
  | 'changed';

export type Value =
  /** Literally this. For `action`, its children too; a quoted action is literal as well. */
  | { readonly kind: 'is'; readonly text: string }
  /** `u_*`: the literal pieces between the stars, in order. */
  | { readonly kind: 'glob'; readonly pieces: readonly string[] }
  /** `subject:type/id`, `subject:type/*` and `subject:type` have no ambiguity left here. */
  | { readonly kind: 'subject'; readonly type: Value | null; readonly id: Value | null }
  /** `>=a`, `a..b`, … An open side is absent. For times, bounds are days or instants as written. */
  | { readonly kind: 'range'; readonly from?: Bound; readonly to?: Bound };

export interface Bound {
  readonly text: string;
  readonly isInclusive: boolean;
}
