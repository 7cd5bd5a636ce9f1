import 'server-only';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import journal from '@/drizzle/meta/_journal.json';

/** Any number; the same in every instance, so that only one of several that start at once migrates. */
const migrationLock = 7_221_946;

/** How many migrations a database of this version has been through. */
export const migrationCount: number = journal.entries.length;

/** Brings the database at `url` to the schema in `folder`. Safe when several instances start at once. */
export async function migrateDatabase(url: string, folder: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connection: { application_name: 'tracebook-migrate' } });
  try {
    await client`select pg_advisory_lock(${migrationLock})`;
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end({ timeout: 5 });
  }
}
