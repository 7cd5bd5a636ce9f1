import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';

/** Whether anything but the sample was ever reported, in whatever organisation: it takes no viewer and tells nothing else. */
export async function hasRealUse(): Promise<boolean> {
  const [row] = await askForScreen<{ found: boolean }>(
    sql`select exists (select from usage_events a where not a.source like 'sample/%') as found`,
  );
  return row?.found ?? false;
}
