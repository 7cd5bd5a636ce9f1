import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { hash } from '@node-rs/argon2';
import { encode } from 'next-auth/jwt';
import postgres from 'postgres';
import { bundleCommandLine } from './command-line';
import { newDatabase } from './new-database';

export type Role = 'support' | 'product' | 'compliance' | 'admin';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** The value of a `cookie` header. */
  readonly cookie: string;
  readonly sessionId: string;
}

/** The built app, as a stranger meets it: by HTTP alone. Imports no room of it, so that browser tests can use it too. */
export interface App {
  readonly baseUrl: string;
  readonly databaseUrl: string;
  readonly sql: postgres.Sql;
  /** Signed in already. Organisations default to all of them (`*`). */
  makeUser(role: Role, orgs?: readonly string[]): Promise<User>;
  /** The text of a bearer token. */
  makeToken(given: { scopes: readonly string[]; orgs?: readonly string[]; source?: string }): Promise<string>;
  /** All that the process has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface AppOptions {
  /** Where the build lies; by default the one of this tree. */
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of its database connections, in place of those that the app gives them: `{ statement_timeout: '1000' }`. */
  readonly databaseSettings?: Readonly<Record<string, string>>;
}

/** Starts the app on a free port against a new database on the server named by TEST_POSTGRES_URL. Stopping drops the database. */
export async function startApp({ directory = resolve('.'), env = {}, databaseSettings = {} }: AppOptions = {}): Promise<App> {
  bundleCommandLine();
  const database = await newDatabase();
  const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const secret = randomBytes(32).toString('hex');
  const databaseUrl = `${database.url}?${new URLSearchParams(databaseSettings)}`;
  const server = serve(directory, port, { DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: secret, NEXTAUTH_URL: baseUrl, ...env });
  const app: App = {
    baseUrl,
    databaseUrl: database.url,
    sql,
    makeUser: (role, orgs = ['*']) => makeUser(sql, secret, { role, orgs }),
    makeToken: (given) => makeToken(sql, given),
    output: server.output,
    stop: () =>
      server
        .stop()
        .then(() => sql.end({ timeout: 1 }))
        .finally(database.drop),
  };
  await untilServing(server).catch(async (error: unknown) => {
    await app.stop();
    throw error;
  });
  return app;
}

interface Server {
  readonly process: ChildProcess;
  output(): string;
  stop(): Promise<void>;
}

function serve(directory: string, port: number, env: Readonly<Record<string, string>>): Server {
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', PORT: String(port) } as const;
  const child = spawn(process.execPath, [resolve(directory, 'dist/tracebook.mjs'), 'start'], {
    cwd: directory,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(force);
  };
  return { process: child, output: () => printed, stop };
}

/** Its own word counts, not an answer at its address: another process could have taken the port before it. */
async function untilServing(server: Server): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && server.process.exitCode === null; ) {
    if (server.output().includes('Tracebook answers at')) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`The app did not start:\n${server.output()}`);
}

const password = 'correct horse battery staple';
let passwordHash: Promise<string> | undefined;

async function makeUser(sql: postgres.Sql, secret: string, { role, orgs }: { role: Role; orgs: readonly string[] }): Promise<User> {
  passwordHash ??= hash(password);
  const id = randomUUID();
  const email = `${role}-${id.slice(0, 8)}@example.com`;
  const sessionId = randomBytes(24).toString('base64url');
  await sql`
    insert into users (id, email, name, role, orgs, password_hash)
    values (${id}, ${email}, ${`Test ${role}`}, ${role}, ${[...orgs]}, ${await passwordHash})`;
  await sql`insert into sessions (id, user_id, expires_at) values (${sessionId}, ${id}, now() + interval '1 hour')`;
  const cookie = `tracebook-session=${await encode({ token: { sid: sessionId }, secret, maxAge: 3_600 })}`;
  return { id, email, password, cookie, sessionId };
}

async function makeToken(
  sql: postgres.Sql,
  given: { scopes: readonly string[]; orgs?: readonly string[]; source?: string },
): Promise<string> {
  const id = randomBytes(9).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const digest = createHash('sha256').update(secret).digest('hex');
  await sql`
    insert into api_tokens (id, name, hash, scopes, orgs, source, created_by)
    values (${id}, ${`test ${id}`}, ${digest}, ${[...given.scopes]}, ${[...(given.orgs ?? ['*'])]}, ${given.source ?? null}, 'test')`;
  return `tb_${id}_${secret}`;
}

/** Below the range from which the system takes ports for outgoing connections, so that none is taken before it is used. */
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const isFree = await new Promise<boolean>((found) => {
    const probe = createServer()
      .once('error', () => found(false))
      .listen(port, '127.0.0.1', () => probe.close(() => found(true)));
  });
  return isFree ? port : freePort();
}
