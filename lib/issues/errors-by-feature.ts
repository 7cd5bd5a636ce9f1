import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';
import { resolveTimeRange } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import type { ErrorsByFeature, FeatureErrors, IssueDays, NewRelease } from './issue-store';
import { visibleTo } from './scope';

/** What errors there were in each feature, and how many people they hit. @throws {AppError} `not-permitted`; `needs-narrowing` */
export async function errorsByFeature(viewer: Viewer, days: IssueDays): Promise<ErrorsByFeature> {
  const visible = visibleTo(viewer);
  const [rows, [carried]] = await Promise.all([
    askForScreen<FeatureErrors & Record<string, unknown>>(sql`
      select a.feature, count(*)::int as events,
        case when count(a.user_id) = 0 then null else count(distinct (coalesce(a.org_id, ''), a.user_id)) filter (where a.user_id is not null)::int end as users
      from error_events a where ${visible} and a.feature is not null and ${within(days)} group by a.feature`),
    askForScreen<{ found: boolean }>(sql`
      select exists (select from error_events a where ${visible} and a.feature is not null) as found`),
  ]);
  return { rows, carriesFeatures: carried?.found ?? false, caveats: [] };
}

/** Releases that were first seen within these days, in the errors of one feature, oldest first. @throws {AppError} as above */
export async function newReleases(
  viewer: Viewer,
  { feature, ...days }: IssueDays & { readonly feature: string },
): Promise<readonly NewRelease[]> {
  return askForScreen<NewRelease & Record<string, unknown>>(sql`
    select * from (
      select a.release, to_char(min(a.created_at) at time zone ${days.zone}::text, 'YYYY-MM-DD') as day
      from error_events a where ${visibleTo(viewer)} and a.feature = ${feature} and a.release is not null group by a.release
    ) as r where r.day between ${days.from} and ${days.to} order by r.day, r.release limit 50`);
}

function within({ from, to, zone }: IssueDays) {
  const range = resolveTimeRange({ kind: 'range', from, to }, zone);
  return sql`a.created_at >= ${range?.from ?? null}::timestamptz and a.created_at < ${range?.to ?? null}::timestamptz`;
}
