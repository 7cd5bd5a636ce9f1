import 'server-only';

/**
 * A real Postgres that comes with `npm install`: where its data lies, as whom it runs, and that it runs as long as somebody
 * here uses it. Knows nothing of tables, and nothing of the environment: its callers say which folders.
 */
export { sealKeyIn, secretsIn } from './secrets';
export { type EmbeddedPostgres, openEmbeddedPostgres } from './server';
export { startThrowAwayPostgres } from './throw-away';
