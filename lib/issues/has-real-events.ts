import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';

/** Whether anything but the sample was ever reported, in whatever organisation: it takes no viewer and tells nothing else. */
export async function hasRealEvents(): Promise<boolean> {
  const [row] = await askForScreen<{ found: boolean }>(
    sql`select exists (select from error_events a where not a.project like 'sample/%') as found`,
  );
  return row?.found ?? false;
}
