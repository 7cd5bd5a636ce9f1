/** Fields of our own actions that can be erased. What an action is, and when and where it came from, cannot. */
export const erasableFields = [
  'actor_id',
  'actor_label',
  'actor_type',
  'feature',
  'flags',
  'metadata',
  'on_behalf_of',
  'org_id',
  'request_id',
  'subject_id',
  'subject_label',
  'subject_type',
  'surface',
  'trace_id',
] as const;

/** A row to be erased from: its leaf, and the fields, ascending. */
export interface Erasure {
  readonly leaf: number;
  readonly fields: readonly string[];
}
