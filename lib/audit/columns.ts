import { sql } from 'drizzle-orm';
import { printedInstant } from '@/lib/time';
import type { Action } from './action';

/**
 * An {@link Action} but for its reference, column by column, from `a`; times as Postgres prints them, which is less
 * work for it than to form them. Never the metadata: that is fetched for one row at a time.
 */
export const actionColumns = sql`a.event_id, a.created_at::text as created_at, a.recorded_at::text as recorded_at, a.actor_id, a.actor_type,
  a.actor_label, a.on_behalf_of, a.action, a.subject_type, a.subject_id, a.subject_label, a.org_id, a.request_id, a.trace_id, a.feature,
  a.surface, a.outcome, a.source, a.import_id::text as import_id, a.flags`;

export type ActionRow = { -readonly [Column in Exclude<keyof Action, 'ref'>]: Action[Column] };

/** Written out, because rest and spread would make it many times slower, and a page has a hundred. */
export function actionFrom(ref: string, row: ActionRow): Action {
  return {
    ref,
    event_id: row.event_id,
    created_at: printedInstant(row.created_at),
    recorded_at: row.recorded_at && printedInstant(row.recorded_at),
    actor_id: row.actor_id,
    actor_type: row.actor_type,
    actor_label: row.actor_label,
    on_behalf_of: row.on_behalf_of,
    action: row.action,
    subject_type: row.subject_type,
    subject_id: row.subject_id,
    subject_label: row.subject_label,
    org_id: row.org_id,
    request_id: row.request_id,
    trace_id: row.trace_id,
    feature: row.feature,
    surface: row.surface,
    outcome: row.outcome,
    source: row.source,
    import_id: row.import_id,
    flags: row.flags,
  };
}
