import { sql } from 'drizzle-orm';
import { instantText } from '@/lib/filter-sql';
import type { Action } from './action';

/** An {@link Action} but for its reference, column by column, from `a`. Never the metadata: that is fetched for one row at a time. */
export const actionColumns = sql`a.event_id, ${instantText(sql`a.created_at`)} as created_at,
  ${instantText(sql`a.recorded_at`)} as recorded_at, a.actor_id, a.actor_type, a.actor_label, a.on_behalf_of, a.action, a.subject_type, a.subject_id,
  a.subject_label, a.org_id, a.request_id, a.trace_id, a.feature, a.surface, a.outcome, a.source, a.import_id::text as import_id, a.flags`;

export type ActionRow = { -readonly [Column in Exclude<keyof Action, 'ref'>]: Action[Column] };
