import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import postgres from 'postgres';
import { afterAll } from 'vitest';
import { migrateDatabase } from '@/db';
import { closeDatabases } from '@/lib/database';

/**
 * A migrated database of its own for one test file, dropped when the file is done; the configuration of the test's process
 * points at it, so that lib's rooms use it as they would in production.
 *
 * The server is named by TEST_POSTGRES_URL, which the global set-up sets to an embedded one of its own unless it is given.
 */
export async function freshDatabase(): Promise<string> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run the tests through npm test.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, (sql) => sql.unsafe(`create database ${name} template template0`));
  afterAll(async () => {
    await closeDatabases();
    await onServer(server, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`));
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href, resolve('drizzle'));
  Object.assign(process.env, {
    DATABASE_URL: url.href,
    NEXTAUTH_SECRET: randomBytes(32).toString('hex'),
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
  });
  return url.href;
}

async function onServer(server: string, run: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice: () => undefined });
  await run(sql).finally(() => sql.end());
}
