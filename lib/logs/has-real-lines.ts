import { sql } from 'drizzle-orm';
import { askForScreen } from '@/lib/database';

/** Whether anything but the sample was ever logged, in whatever organisation: it takes no viewer and tells nothing else. */
export async function hasRealLines(): Promise<boolean> {
  const [row] = await askForScreen<{ found: boolean }>(
    sql`select exists (select from log_lines a where not a.source like 'sample/%') as found`,
  );
  return row?.found ?? false;
}
