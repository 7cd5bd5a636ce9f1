import { type Database, openDatabase, type Purpose } from '@/db';
import { config } from '@/lib/config';

/** On `globalThis`, because a server bundle may hold a module more than once while connections are scarce. */
const home = globalThis as typeof globalThis & { tracebookPools?: Partial<Record<Purpose, Database>> };

/** This process's pool for a purpose, opened on first use. */
export function database(purpose: Purpose): Database {
  home.tracebookPools ??= {};
  home.tracebookPools[purpose] ??= openDatabase(config().databaseUrl, purpose);
  return home.tracebookPools[purpose];
}

/** Ends every pool that was opened; running statements get five seconds. */
export async function closeDatabases(): Promise<void> {
  const pools = Object.values(home.tracebookPools ?? {});
  home.tracebookPools = {};
  await Promise.all(pools.map((pool) => pool.close()));
}
