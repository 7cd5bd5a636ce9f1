import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';

/**
 * Whether anything but the sample and our own actions was ever recorded, in whatever organisation: that alone decides whether
 * the sample is still shown, so it takes no viewer and tells nothing else.
 */
export async function hasRealActions(): Promise<boolean> {
  // From source to source by their index: the sample and our own actions may be thousands of rows, and are a handful of sources.
  const [row] = await database('screens').execute<{ found: boolean }>(sql`
    with recursive sources (source) as (
      select min(a.source) from admin_actions a
      union all
      select (select min(a.source) from admin_actions a where a.source > s.source) from sources s where s.source is not null
    )
    select exists (
      select from sources s where s.source <> 'tracebook' and s.source <> 'sample' and s.source not like 'sample/%'
    ) as found`);
  return row?.found ?? false;
}
