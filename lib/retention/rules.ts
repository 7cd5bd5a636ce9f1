import { recordAction } from '@/lib/audit';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';

/** How long actions of a source are kept. A source without a rule keeps its actions for good. */
export interface RetentionRule {
  readonly source: string;
  readonly days: number;
}

/** What would go by a rule, and why the rest of what is old enough stays. */
export interface ExpiryPreview extends RetentionRule {
  /** Older than the rule keeps them. */
  readonly expired: number;
  readonly oldest: string | null;
  readonly goes: number;
  readonly held: number;
  readonly notSealed: number;
  /** Sealed, and in no checkpoint that was published. */
  readonly notPublished: number;
}

/** @param days null for good. @throws {AppError} `not-permitted`, `malformed` */
export async function setRetention(viewer: Viewer, source: string, { days, now }: { days: number | null; now: Instant }): Promise<void> {
  assertMay(viewer, 'retention:manage');
  if (source === '' || /^sample(\/|$)/.test(source))
    throw new AppError('malformed', 'Name a source of actions. The sample is removed as a whole.');
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 99_999)) {
    throw new AppError('malformed', 'Retention is a number of days from 1 to 99999, or forever.');
  }
  const own = { action: 'retention.changed', feature: 'retention', surface: 'command', outcome: 'success' } as const;
  const metadata = JSON.stringify({ days });
  await recordAction(viewer, { ...own, subject_type: 'source', subject_id: source, metadata }, { now });
  const sql = database('system').$client;
  if (days === null) await sql`delete from retention_rules where source = ${source}`;
  else {
    await sql`
      insert into retention_rules (source, days, set_by) values (${source}, ${days}, ${viewer.id})
      on conflict (source) do update set days = excluded.days, set_by = excluded.set_by, set_at = clock_timestamp()`;
  }
}

export async function listRetention(viewer: Viewer): Promise<readonly RetentionRule[]> {
  assertMay(viewer, 'retention:manage');
  return database('system').$client<RetentionRule[]>`select source, days from retention_rules r order by r.source`;
}

export async function previewExpiry(viewer: Viewer): Promise<readonly ExpiryPreview[]> {
  const rules = await listRetention(viewer);
  const sql = database('system').$client;
  const previews: ExpiryPreview[] = [];
  for (const rule of rules) {
    const [row] = await sql<
      { oldest: string | null; expired: string; goes: string; held: string; unsealed: string; unpublished: string }[]
    >`
      with published as (select coalesce(max(size), 0) as size from seal_publications),
      old as (
        select a.created_at, l."index",
          held_by(a.source, a.org_id, array[a.actor_id, a.on_behalf_of, a.subject_id]) is not null as is_held,
          coalesce(l."index" < published.size, false) as is_published
        from published cross join admin_actions a
        left join seal_leaves l on l.source = 'tracebook' and l.key = a.id::text and l.kind in ('row', 'late-row')
        where a.source = ${rule.source} and a.created_at < now() - make_interval(days => ${rule.days})
      )
      select to_char(min(created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as oldest, count(*)::text as expired,
        count(*) filter (where is_published and not is_held)::text as goes, count(*) filter (where is_held)::text as held,
        count(*) filter (where "index" is null and not is_held)::text as unsealed,
        count(*) filter (where "index" is not null and not is_published and not is_held)::text as unpublished
      from old`;
    if (!row) continue;
    previews.push({
      ...rule,
      expired: Number(row.expired),
      oldest: row.oldest,
      goes: Number(row.goes),
      held: Number(row.held),
      notSealed: Number(row.unsealed),
      notPublished: Number(row.unpublished),
    });
  }
  return previews;
}
