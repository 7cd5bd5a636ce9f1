import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';

/** The one deletion that the triggers let through, and only for the sources of the sample. @returns how many rows that were */
export async function dropRows(): Promise<number> {
  const [row] = await database('system').execute<{ dropped: string }>(sql`select drop_sample()::text as dropped`);
  return Number(row?.dropped ?? 0);
}
