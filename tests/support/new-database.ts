import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const folder = resolve('drizzle');
/** Any number; who holds it makes the model. */
const lock = 7_221_947;

/**
 * A migrated database of its own, on the server named by TEST_POSTGRES_URL, which the global set-up sets to an embedded one
 * unless it is given. It is a copy of a model that is migrated once on each server. Imports no room, so that browser tests
 * can use it too.
 */
export async function newDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run the tests through npm test.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await on(server, async (sql) => {
    await sql.unsafe(`create database ${name} template ${await madeModel(sql, server)}`);
  });
  return { url: named(server, name), drop: () => on(server, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`)) };
}

/** @returns its name, which tells of which migrations it is. It gets that name when it is whole: copies never see less. */
async function madeModel(sql: postgres.Sql, server: string): Promise<string> {
  const name = `model_${hashOfMigrations()}`;
  await sql`select pg_advisory_lock(${lock})`;
  if ((await sql`select from pg_database where datname = ${name}`).length === 0) {
    await sql.unsafe(`drop database if exists ${name}_half with (force)`);
    await sql.unsafe(`create database ${name}_half template template0`);
    await on(named(server, `${name}_half`), (half) => migrate(drizzle(half), { migrationsFolder: folder }));
    await sql.unsafe(`alter database ${name}_half rename to ${name}`);
  }
  await sql`select pg_advisory_unlock(${lock})`;
  return name;
}

function hashOfMigrations(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.sql'))) hash.update(readFileSync(`${folder}/${file}`));
  return hash.digest('hex').slice(0, 12);
}

function named(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function on<T>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await run(sql).finally(() => sql.end());
}
