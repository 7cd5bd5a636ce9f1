import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { instantText } from '@/lib/filter-sql';
import type { Viewer } from '@/lib/viewer';
import { issueNumber } from './filter-sql';
import { newestEvent } from './get-event';
import type { IssueDetail, TagCounts } from './issue';
import { issuesByNumber } from './list-issues';
import { peopleFor, visibleTo } from './scope';

/** One issue by its number or its short id, or null: not there, no such name and not for this viewer are the same answer. */
export async function getIssue(viewer: Viewer, id: string): Promise<IssueDetail | null> {
  const { number, isShort } = issueNumber(id);
  const [issue] = await issuesByNumber(viewer, number === null ? [] : [number]);
  if (!issue || (isShort && issue.short_id !== id.toUpperCase())) return null;
  const [event, tags, hit] = await Promise.all([newestEvent(viewer, issue.id), tagsOf(viewer, issue.id), hitBy(viewer, issue.id)]);
  const caveats =
    issue.events.value > mostLooked
      ? [{ kind: 'truncated' as const, why: `tags are those of the newest ${mostLooked.toLocaleString('en')} events` }]
      : [];
  return { ...issue, event, tags, hit, caveats };
}

const mostLooked = 1_000;

/** Columns that people look for among the tags. */
async function tagsOf(viewer: Viewer, issue: string): Promise<readonly TagCounts[]> {
  const rows = await askForScreen<{ key: string; value: string; events: number }>(sql`
    with recent as (
      select a.tags || jsonb_strip_nulls(jsonb_build_object('release', a.release, 'environment', a.environment, 'feature', a.feature,
        'surface', a.surface, 'level', a.level)) as tags
      from error_events a where a.issue_id = ${issue}::bigint and ${visibleTo(viewer)} order by a.created_at desc, a.id desc limit ${mostLooked}
    ), counted as (
      select t.key, t.value, count(*)::int as events, row_number() over (partition by t.key order by count(*) desc, t.value) as place,
        sum(count(*)) over (partition by t.key) as total
      from recent r cross join lateral jsonb_each_text(r.tags) as t (key, value) group by t.key, t.value
    )
    select key, value, events from counted where place <= 10 order by total desc, key, place limit 1000`);
  const byKey = new Map<string, TagCounts['values'][number][]>();
  for (const { key, value, events } of rows) byKey.set(key, [...(byKey.get(key) ?? []), { value, events }]);
  return [...byKey].map(([key, values]) => ({ key, values }));
}

async function hitBy(viewer: Viewer, issue: string): Promise<IssueDetail['hit']> {
  return askForScreen<IssueDetail['hit'][number] & Record<string, unknown>>(sql`
    select p.user_id, nullif(p.org_id, '') as org_id, p.events::int as events, ${instantText(sql`p.last_seen`)} as last_seen
    from issue_people p where p.issue_id = ${issue}::bigint and p.events > 0 and ${peopleFor(viewer)}
    order by p.events desc, p.last_seen desc, p.user_id, p.org_id limit 20`);
}
