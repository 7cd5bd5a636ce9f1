/** What a sentence is made of: the columns of an action that say who did what to what. */
export interface Deed {
  readonly actor_id: string | null;
  readonly actor_label: string | null;
  readonly on_behalf_of: string | null;
  readonly action: string;
  readonly subject_type: string | null;
  readonly subject_id: string | null;
  readonly subject_label: string | null;
  readonly org_id: string | null;
  readonly outcome: 'success' | 'failure' | 'unknown';
}

/** What is known besides; a list knows less than an action's own page. */
export interface Known {
  /** What changed, where the metadata tells it. */
  readonly changes?: readonly ToldChange[];
  /** The text or number at a path of the metadata; null where there is none. */
  readonly meta?: (path: readonly string[]) => string | null;
  /** What those are called whom rows name by their ID alone. */
  readonly names?: ReadonlyMap<string, string>;
}

/** One change as `diffFrom` of `lib/audit` tells it. */
export interface ToldChange {
  readonly path: readonly (string | number)[];
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  readonly before: { readonly type: string; readonly text: string } | null;
  readonly after: { readonly type: string; readonly text: string } | null;
  /** Of a moved element: its position before. */
  readonly from?: number;
}

/** A stretch of a sentence: words of ours, or what a producer wrote, which is shown as it is. */
export interface Part {
  readonly kind: 'words' | 'actor' | 'as' | 'subject' | 'value';
  readonly text: string;
}
