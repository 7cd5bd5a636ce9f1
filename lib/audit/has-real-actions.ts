import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';

/**
 * Whether anything but the sample and our own actions was ever recorded, in whatever organisation: that alone decides whether
 * the sample is still shown, so it takes no viewer and tells nothing else.
 */
export async function hasRealActions(): Promise<boolean> {
  const [row] = await database('screens').execute<{ found: boolean }>(sql`
    select exists (select from admin_actions a where a.source <> 'tracebook' and a.source <> 'sample' and a.source not like 'sample/%') as found`);
  return row?.found ?? false;
}
