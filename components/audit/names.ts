import type { Action } from '@/lib/audit';

/** What those are called whom rows name by their ID alone, such as on whose behalf something was done. */
export type Names = ReadonlyMap<string, string>;

/** As these rows, newest first, called them last: as somebody who did something, else as what something was done to. */
export function namesIn(actions: readonly Action[]): Names {
  const subjects = actions.flatMap(({ subject_id: id, subject_label: label }) =>
    id !== null && label !== null ? [[id, label] as const] : [],
  );
  const actors = actions.flatMap(({ actor_id: id, actor_label: label }) => (id !== null && label !== null ? [[id, label] as const] : []));
  return new Map([...subjects.toReversed(), ...actors.toReversed()]);
}

/** What the one is called on whose behalf something was done; null where nobody is, or is named by these rows. */
export function nameOfOther({ on_behalf_of: id }: Pick<Action, 'on_behalf_of'>, names: Names): string | null {
  return id === null ? null : (names.get(id) ?? null);
}
