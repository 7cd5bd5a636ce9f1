import { sql } from 'drizzle-orm';
import { instantText } from '@/lib/filter-sql';

/** What a {@link Line} is made of but for its message, from `a`. */
const columns = sql`a.id::text as id, ${instantText(sql`a.created_at`)} as time, ${instantText(sql`a.recorded_at`)} as recorded_at, a.source,
  a.service, a.level, a.request_id, a.trace_id, a.span_id, a.user_id, a.org_id, a.session_id, a.feature, a.surface, a.method, a.route,
  a.status, a.duration_ms, a.flags`;

/** A {@link Line} of a list. Never the attributes nor the raw text: those are fetched for one line at a time. */
export const lineColumns = sql`${columns}, left(a.message, 2000) as message`;

/** A {@link LineDetail}. */
export const detailColumns = sql`${columns}, a.message, a.attributes::text as attributes, a.raw`;
