import 'server-only';
import * as schema from './schema';

/** The database: its tables, a pool per purpose, and the way to today's schema. Knows nothing of what the rows mean. */
export { type Database, openDatabase, type Purpose, screenMs } from './client';
export { migrateDatabase, migrationCount } from './migrate';
export { schema };
