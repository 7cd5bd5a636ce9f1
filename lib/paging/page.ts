/** One page of a list. `next` and `previous` are cursors to be handed back as they are; null where the list ends. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  readonly previous: string | null;
}
