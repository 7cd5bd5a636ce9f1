import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type EmbeddedPostgres, openEmbeddedPostgres, secretsIn } from '@/lib/embedded-postgres';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let made: string;
let parent: string;
let folder: string;
let said: string[];
const open: EmbeddedPostgres[] = [];

function use(): void {
  parent = mkdtempSync(join(tmpdir(), 'tracebook-test-'));
  chmodSync(parent, 0o755);
  folder = join(parent, 'data');
  said = [];
}

/** A cluster takes seconds to make: where its making is not what is tried, it is a copy of one. */
beforeAll(async () => {
  use();
  await leave(await server());
  made = parent;
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

beforeEach(use);
afterEach(async () => {
  const used = parent;
  for (const server of open.splice(0)) await server.close();
  rmSync(used, { recursive: true, force: true });
});

/** With its owner, whom no copy of Node's keeps. */
function dataMadeBefore(): void {
  execFileSync('cp', ['-a', join(made, 'data'), folder]);
}

async function server(kind: 'app' | 'command' = 'command'): Promise<EmbeddedPostgres> {
  const opened = await openEmbeddedPostgres({
    project: parent,
    folder,
    user: { kind, label: `process ${process.pid}` },
    say: (line) => said.push(line),
    settings: ['fsync=off'],
  });
  open.push(opened);
  return opened;
}

async function ask<T>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  return run(sql).finally(() => sql.end());
}

async function leave(one: EmbeddedPostgres): Promise<void> {
  open.splice(open.indexOf(one), 1);
  await one.close();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await holds()); ) {
    if (Date.now() > deadline) throw new Error('waited 20 s in vain');
    await new Promise((done) => setTimeout(done, 50));
  }
}

test('makes a server whose data outlives it, with checksums and the case rules of every script', async () => {
  const first = await server();
  expect(first.was).toBe('made');
  await ask(first.url, (sql) => sql`create table kept as select lower('ÄÖ') as text`);
  expect(await ask(first.url, (sql) => sql`show data_checksums`)).toEqual([{ data_checksums: 'on' }]);
  await leave(first);
  expect(first.pid()).toBeNull();
  const second = await server();
  expect(second.was).toBe('started');
  expect(await ask(second.url, (sql) => sql`select text from kept`)).toEqual([{ text: 'äö' }]);
});

test('who comes second shares the server, and who leaves last stops it', async () => {
  dataMadeBefore();
  const [one, other] = [await server(), await server('app')];
  expect(other.was).toBe('running');
  expect(other.pid()).toBe(one.pid());
  await leave(one);
  expect(await ask(other.url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await leave(other);
  expect(other.pid()).toBeNull();
});

test('any number that start at once on no data end up with one server', async () => {
  const all = await Promise.all([server(), server(), server()]);
  expect(new Set(all.map((each) => each.pid())).size).toBe(1);
});

test('two apps on one data folder: the second is told about the first', async () => {
  dataMadeBefore();
  await server('app');
  await expect(server('app')).rejects.toThrow(`Tracebook already runs on this data (process ${process.pid}).`);
});

test('runs again on the same port after its postmaster was killed', async () => {
  dataMadeBefore();
  const one = await server('app');
  await ask(one.url, (sql) => sql`create table kept as select 1 as n`);
  const killed = one.pid() ?? 0;
  process.kill(killed, 'SIGKILL');
  await until(() => one.pid() !== null && one.pid() !== killed && said.some((line) => line.includes('runs again')));
  expect(await ask(one.url, (sql) => sql`select n from kept`)).toEqual([{ n: 1 }]);
  await leave(one);
  expect(one.pid()).toBeNull();
});

test('claims the server again after all its sessions were cut', async () => {
  dataMadeBefore();
  const one = await server('app');
  await ask(one.url, (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tracebook app%'`);
  await until(() =>
    ask(one.url, async (sql) => (await sql`select 1 from pg_stat_activity where application_name like 'tracebook app%'`).length === 1),
  );
  await leave(one);
  expect(one.pid()).toBeNull();
});

test('a file that names a living stranger does not stop it', async () => {
  dataMadeBefore();
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.ppid}\n${join(folder, 'postgres')}\n1\n5432\n\n\n\nready   \n`);
  expect((await server()).was).toBe('started');
  expect(isAlive(process.ppid)).toBe(true);
});

test('a cluster that was only half made is made again', async () => {
  mkdirSync(join(folder, 'postgres.new-999999999'), { recursive: true });
  chmodSync(folder, 0o755);
  expect((await server()).was).toBe('made');
});

test('refuses data of another major version, by name', async () => {
  dataMadeBefore();
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '17\n');
  await expect(server()).rejects.toThrow(/written by Postgres 17, and this Tracebook brings Postgres 18/);
});

test('secrets are made once, for their owner only, and a damaged file is not replaced', () => {
  mkdirSync(folder);
  const secrets = secretsIn(folder);
  expect(secretsIn(folder)).toEqual(secrets);
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(secrets.sessionSecret.length).toBeGreaterThanOrEqual(32);
  const damaged = randomBytes(8).toString('hex');
  writeFileSync(join(folder, 'secrets.json'), damaged);
  expect(() => secretsIn(folder)).toThrow(/damaged/);
  expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe(damaged);
});

test('a password that is not the server’s is told as such', async () => {
  dataMadeBefore();
  await server();
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ databasePassword: 'another', sessionSecret: 'x'.repeat(32) }));
  await expect(server()).rejects.toThrow(/secrets.json is not the one/);
});
