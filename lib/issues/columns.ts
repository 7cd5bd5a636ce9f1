import { type SQL, sql } from 'drizzle-orm';
import { instantText } from '@/lib/filter-sql';

/** An {@link ErrorEvent}, from `a`. Never the stack nor the tags: those are fetched for one event at a time. */
export const eventColumns = sql`a.id::text as id, a.event_id, ${instantText(sql`a.created_at`)} as time, a.issue_id::text as issue_id,
  ${shortId(sql`a.project`, sql`a.issue_id`)} as short_id, a.project, a.type, left(a.message, 2000) as message, a.level, a.transaction,
  a.request_id, a.trace_id, a.span_id, a.session_id, a.replay_id, a.user_id, a.org_id, a.release, a.environment, a.feature, a.surface,
  a.trust, a.flags`;

/** What an {@link ErrorEventDetail} has besides. */
export const eventDetailColumns = sql`${eventColumns}, a.message as whole_message, a.platform, a.is_handled, a.exceptions, a.tags,
  a.request_method, a.request_path, a.sdk`;

/** A {@link Span}, from `a`, a transaction. */
export const spanColumns = sql`coalesce(a.span_id, a.event_id) as id, a.parent_span_id as parent_id, coalesce(a.trace_id, '') as trace_id,
  ${instantText(sql`a.created_at`)} as time, a.duration_ms, a.op, a.name as description, a.project, true as is_transaction, a.status`;

/** `WEB-41`: what stands last in the name of the project, and the number of the issue. */
export function shortId(project: SQL, issue: SQL): SQL {
  return sql`coalesce(nullif(upper(trim(both '-' from regexp_replace(regexp_replace(${project}, '^.*/', ''), '[^A-Za-z0-9]+', '-', 'g'))), ''),
    'ISSUE') || '-' || ${issue}`;
}
