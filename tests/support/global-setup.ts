import { startThrowAwayPostgres } from '@/lib/embedded-postgres';

/** One server for the whole run, unless TEST_POSTGRES_URL names one. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_POSTGRES_URL) return undefined;
  const server = await startThrowAwayPostgres();
  process.env.TEST_POSTGRES_URL = server.url;
  return server.stop;
}
