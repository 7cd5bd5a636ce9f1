import { database } from '@/lib/database';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import type { ActionInput } from './action';
import { insertRows } from './insert-rows';
import { refOf } from './ref';
import { expectationAt, storedRowFrom } from './stored-row';

/** What happened in Tracebook itself. Who did it comes from the viewer; `metadata` is raw JSON text. */
export interface OwnAction extends Omit<ActionInput, 'actor_id' | 'actor_type' | 'actor_label' | 'event_id' | 'created_at'> {
  readonly feature: string;
  readonly surface: string;
}

const source = 'tracebook';

/**
 * Records one of our own actions, under the source `tracebook`, and answers its reference. No permission is asked for: that
 * it happened is the reason. `viewer` is null where nobody is signed in.
 *
 * Throws where it cannot be recorded, so that what must not go unrecorded does not happen either: record first, then do.
 */
export async function recordAction(viewer: Viewer | null, action: OwnAction, { now }: { now: Instant }): Promise<string> {
  const actor = viewer && { actor_id: viewer.id, actor_type: viewer.kind, actor_label: viewer.label };
  const row = storedRowFrom({ ...action, ...actor }, expectationAt(now, null));
  if (!('action' in row)) throw new Error(`An action of our own cannot be recorded: ${row.reason}`);
  const kept = (await insertRows(database('screens'), [row], { source, importId: null })).get(row);
  if (!kept || 'reason' in kept) throw new Error(`An action of our own was refused: ${kept?.reason ?? 'it left no trace'}`);
  return refOf(source, kept.id);
}
