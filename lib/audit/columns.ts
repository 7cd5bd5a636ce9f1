import { type SQL, sql } from 'drizzle-orm';
import type { Action } from './action';

/**
 * A time as RFC 3339 text in UTC with six decimals. `to_char` drops BC and has no word for infinity, so that what lies
 * outside the four-digit years is printed as Postgres prints it.
 */
export function instantText(column: SQL): SQL {
  return sql`case when ${column} >= '0001-01-01Z'::timestamptz and ${column} < '9999-12-31 00:00Z'::timestamptz + interval '1 day'
    then to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') else ${column}::text end`;
}

/** An {@link Action} but for its reference, column by column, from `a`. Never the metadata: that is fetched for one row at a time. */
export const actionColumns = sql`a.event_id, ${instantText(sql`a.created_at`)} as created_at,
  ${instantText(sql`a.recorded_at`)} as recorded_at, a.actor_id, a.actor_type, a.actor_label, a.on_behalf_of, a.action, a.subject_type, a.subject_id,
  a.subject_label, a.org_id, a.request_id, a.trace_id, a.feature, a.surface, a.outcome, a.source, a.import_id::text as import_id, a.flags`;

export type ActionRow = { -readonly [Column in Exclude<keyof Action, 'ref'>]: Action[Column] };
