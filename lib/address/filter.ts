/**
 * A filter, as text and as a value:
 *
 *     actor:u_1 action:customer -action:login      two keys, one of them twice
 *     subject:customer/c_9 org:o_1,o_2             type/id; commas are OR within a key
 *     created:2026-10-01..2026-10-31               both days included, in the viewer's zone
 *     meta.deleted:>300 has:meta.errorCode         numbers compare as numbers; presence
 *     "free words" zoe                             anywhere in a row
 *
 * `docs/search.md` is its specification. Every value that these types admit can be printed, and parses back to itself.
 *
 * Actions and lines are asked for in the same way, each by their own keys: `Column` names those that stand for a column, `Root`
 * those that begin a path.
 */
export interface Filter<Column extends string = ColumnKey, Root extends string = PathKey> {
  /** All must hold. In the order in which they were written. */
  readonly terms: readonly Term<Column, Root>[];
}

export type Term<Column extends string = ColumnKey, Root extends string = PathKey> =
  | FieldTerm<Column, Root>
  | HasTerm<Column, Root>
  | WordsTerm
  | UnreadableTerm;

/**
 * `key:value`; holds when any of the values matches. Negated: when none does, also where the field is absent.
 *
 * The parser has looked at the values: `outcome` is one of its three words, `import` is at most 18 digits, `created` and
 * `recorded` are times that `resolveTimeRange` of `lib/time` reads; anything else came out as unreadable. No text holds U+0000.
 */
export interface FieldTerm<Column extends string = ColumnKey, Root extends string = PathKey> {
  readonly kind: 'field';
  readonly isNegated: boolean;
  readonly field: Field<Column, Root>;
  readonly values: readonly [Value, ...Value[]];
}

/** `has:request`, `has:meta.errorCode`: the field is present and not null. */
export interface HasTerm<Column extends string = ColumnKey, Root extends string = PathKey> {
  readonly kind: 'has';
  readonly isNegated: boolean;
  readonly field: Field<Column, Root>;
}

/** Bare or quoted words: each term is one literal, found anywhere in a row, matched without regard to case. Never empty. */
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
  /** What was probably meant, as filter text; null where nobody can know. */
  readonly mend: string | null;
}

export type Field<Column extends string = ColumnKey, Root extends string = PathKey> =
  | { readonly key: Column }
  | { readonly key: Root; readonly path: Path };

/**
 * The way to a value inside `metadata` (`meta`), or inside what its `before` or `after` holds. A segment of digits names
 * an array element, or a key of that name where there is an object.
 */
export type Path = readonly [string, ...string[]];

export const pathKeys = ['meta', 'before', 'after'] as const;
export type PathKey = (typeof pathKeys)[number];

/** Keys that stand for a column (`as` is `on_behalf_of`; `subject` is type and id; `changed` is the name of a changed field). */
export const columnKeys = [
  'actor',
  'actor_type',
  'as',
  'action',
  'subject',
  'subject_type',
  'org',
  'request',
  'trace',
  'feature',
  'surface',
  'outcome',
  'source',
  'import',
  'created',
  'recorded',
  'changed',
] as const;
export type ColumnKey = (typeof columnKeys)[number];

export type Value = Pattern | SubjectValue | Range | Comparison;

/**
 * `is`: literally this text, quoted or not. On `action` its children too; on `subject` the type or the id; on `created` and
 * `recorded` all of the year, month, day, minute, … that it names.
 *
 * `glob`: `u_*`, the literal pieces between the stars, in order: `['u_', '']`.
 */
export type Pattern =
  | { readonly kind: 'is'; readonly text: string }
  | { readonly kind: 'glob'; readonly pieces: readonly [string, string, ...string[]] };

/** `subject:customer/c_9`, `subject:customer/` (any of that type), `subject:/c_9` (of whatever type). Never null twice. */
export interface SubjectValue {
  readonly kind: 'subject';
  readonly type: Pattern | null;
  readonly id: Pattern | null;
}

/** `a..b`, both included. Only where there is an order (`created`, `recorded`, `import`, paths), and between numbers or times. */
export interface Range {
  readonly kind: 'range';
  readonly from: string;
  readonly to: string;
}

/** `>=a`, `>a`, `<=a`, `<a`; `a..` and `..a` are the ones that include. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly operator: '>=' | '>' | '<=' | '<';
  readonly bound: string;
}
