import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { startApp } from '@/tests/support/app';
import { freePort, installation, isAlive, type LaunchOptions, type Running, statusOf } from '@/tests/support/installation';
import { newDatabase } from '@/tests/support/new-database';
import { notChecked } from '@/tests/support/shared';

const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? { uid: numberOf('-u'), gid: numberOf('-g') } : {};
const parents: string[] = [];

afterAll(() => {
  for (const parent of parents) rmSync(parent, { recursive: true, force: true });
});

describe('a start that cannot be says why in one sentence', () => {
  test('the port is taken', async () => {
    const at = await installation();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' && address?.port);
    expect(await sentenceOf(at.launch({ env: { PORT: port } }))).toBe(
      `Port ${port} is in use by another program: stop that, or choose another port by PORT=${Number(port) + 1}.`,
    );
    expect(existsSync(at.data)).toBe(false);
    other.close();
  });

  test('Tracebook runs on this data already, and goes on, also where nobody reads what it prints', async () => {
    const at = await installation();
    const first = await at.start({ env: { LOG_LEVEL: 'info' } });
    const second = at.launch({ env: { PORT: String(await freePort()) } });
    expect(await sentenceOf(second)).toBe(`Tracebook already runs on this data (process ${first.pid}).`);
    first.leaveUnread();
    for (let n = 0; n < 3; n += 1) expect(await statusOf(`${at.baseUrl}/api/nothing-${n}`)).toBe(404);
    expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
    expect(await first.end('SIGTERM')).toBe(0);
  });

  test('the data belongs to somebody else', async () => {
    const at = await installation();
    const closed = await folderIn('closed', isRoot ? 0o700 : 0o500);
    expect(await sentenceOf(at.launch({ ...nobody, env: { TRACEBOOK_DATA: join(closed, 'data') } }))).toContain(closed);
  });

  test('this Node is not one that works', async () => {
    const at = await installation();
    const older = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '18.20.0' })`;
    const running = at.launch({ env: { NODE_OPTIONS: `--import="${older}"` } });
    expect(await sentenceOf(running, 78)).toMatch(/^Tracebook needs Node .*, and this is 18\.20\.0/);
  });

  test('others can reach it, and by which address is not said', async () => {
    const at = await installation();
    expect(await sentenceOf(at.launch({ env: { HOSTNAME: '0.0.0.0' } }), 78)).toMatch(/NEXTAUTH_URL is missing/);
  });

  test('a database elsewhere brings no secret', async () => {
    const at = await installation();
    const running = at.launch({ env: { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' } });
    expect(await sentenceOf(running, 78)).toMatch(/NEXTAUTH_SECRET/);
    expect(existsSync(at.data)).toBe(false);
  });

  const small = isRoot ? smallDisk() : null;
  if (small) {
    test('the disk is full', async () => {
      const at = await installation();
      expect(await sentenceOf(at.launch({ env: { TRACEBOOK_DATA: join(small, 'data') } }))).toMatch(/no space left|disk is full/i);
      expect(readdirSync(join(small, 'data')).filter((name) => name.startsWith('postgres.new'))).toEqual([]);
    });
  } else notChecked('the disk is full', 'a small disk can only be made by root, where mounts are allowed');
});

test('an app that answers goes on where who administers it cannot be looked up, and offers the first link when it can', async () => {
  const { url, drop } = await newDatabase();
  const sql = postgres(url, { max: 1 });
  await sql`alter table users rename to lost_users`;
  const app = await startApp({ env: { DATABASE_URL: url, MIGRATE_ON_START: 'false' } });
  try {
    await expect.poll(app.output).toContain('could not be looked up, trying again');
    expect(await statusOf(`${app.baseUrl}/api/health`)).toBe(200);
    await sql`alter table lost_users rename to users`;
    await expect.poll(app.output).toContain('This link makes the first administrator');
  } finally {
    await app.stop();
    await sql.end();
    await drop();
  }
});

test('npx runs the command line in the project’s folder', () => {
  expect(execFileSync('npx', ['tracebook', '--version'], { encoding: 'utf8' }).trim()).toBe(
    JSON.parse(readFileSync('package.json', 'utf8')).version,
  );
});

test('a second start answers within 5 s', async () => {
  const at = await installation();
  await (await at.start()).end('SIGTERM');
  const startedAt = performance.now();
  const app = await at.start();
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(`\nmeasured: a second start answered after ${seconds.toFixed(1)} s\n`);
  expect(seconds).toBeLessThan(5);
  expect(await app.end('SIGTERM')).toBe(0);
});

describe('a killed Tracebook needs no repair', () => {
  test('the server that was left behind is taken over, and stopped with the one that took it', async () => {
    const at = await installation();
    await (await at.start()).end('SIGKILL');
    const server = at.postmaster();
    expect(isAlive(server)).toBe(true);
    const next = await at.start();
    expect(at.postmaster()).toBe(server);
    expect(await next.end('SIGTERM')).toBe(0);
    expect(isAlive(server)).toBe(false);
  });

  test('a start that is killed in the middle of making the database is made anew', async () => {
    const at = await installation();
    for (const after of [500, 700, 900]) {
      const running = at.launch();
      await new Promise((done) => setTimeout(done, after));
      await running.end('SIGKILL');
    }
    const app = await at.start();
    expect(readdirSync(at.data).filter((name) => name.startsWith('postgres.new'))).toEqual([]);
    expect(await app.end('SIGTERM')).toBe(0);
  });

  test('a command finds the database and the address whether the app runs or not, and leaves them as they were', async () => {
    const at = await installation();
    await at.command(['migrate']);
    const app = await at.start();
    await at.command(['migrate']);
    expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
    expect(await at.command(['user', 'link', 'a@example.com'])).toContain(`${at.baseUrl}/sign-in/link?`);
    expect(await app.end('SIGTERM')).toBe(0);
  });
});

if (isRoot) {
  describe('whoever starts it', () => {
    test('an ordinary user, with data of their own', async () => {
      const at = await installation();
      const home = await folderIn('home', 0o700);
      chownSync(home, nobody.uid ?? 0, nobody.gid ?? 0);
      const data = join(home, 'data');
      await servesAndStops(at, { ...nobody, env: { TRACEBOOK_DATA: data } });
      expect(statSync(join(data, 'postgres')).uid).toBe(nobody.uid);
      // Root goes on with it as that user.
      await servesAndStops(at, { env: { TRACEBOOK_DATA: data } });
      expect(statSync(join(data, 'postgres')).uid).toBe(nobody.uid);
    });

    test('root, in a folder where nobody else can go', async () => {
      const at = await installation();
      const project = join(await folderIn('roots', 0o700), 'tracebook');
      copyProject(project);
      const app = await servesAndStops(at, { project, env: { TRACEBOOK_DATA: '' } });
      const place = /the data lies in (\/var\/lib\/tracebook\/\S+)\./.exec(app.output())?.[1] ?? '';
      parents.push(place);
      expect(basename(place)).toMatch(/^tracebook-[0-9a-f]{8}$/);
      expect(statSync(join(place, 'postgres')).uid).not.toBe(0);
      expect(statSync(join(place, 'secrets.json'))).toMatchObject({ uid: 0, mode: 0o100600 });
    });
  });
} else
  notChecked('whoever starts it: an ordinary user, root', 'only root can start it as somebody else; this run tries it as an ordinary user');

async function servesAndStops(at: Awaited<ReturnType<typeof installation>>, how: LaunchOptions): Promise<Running> {
  const app = await at.start(how);
  expect(await statusOf(`${at.baseUrl}/api/ready`)).toBe(200);
  expect(await app.end('SIGTERM')).toBe(0);
  return app;
}

/** The last line that was said, and no stack anywhere. */
async function sentenceOf(running: Running, code = 1): Promise<string> {
  expect(await running.ended).toBe(code);
  expect(running.output()).not.toMatch(/\n\s+at /);
  return running.output().trim().split('\n').at(-1) ?? '';
}

async function folderIn(name: string, mode: number): Promise<string> {
  const parent = mkdtempSync(join(tmpdir(), 'tracebook-starts-'));
  parents.push(parent);
  chmodSync(parent, 0o711);
  const folder = join(parent, name);
  mkdirSync(folder);
  chmodSync(folder, mode);
  return folder;
}

/** Hard links where they are possible: the copy costs seconds. */
function copyProject(to: string): void {
  mkdirSync(to);
  const names = readdirSync('.').filter((name) => !['.git', '.data', 'test-results', 'node_modules', '.next'].includes(name));
  for (const name of names) cpSync(name, join(to, name), { recursive: true });
  for (const name of ['node_modules', '.next']) execFileSync('cp', ['-al', name, join(to, name)]);
}

/** Too little for a cluster and its journal. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'tracebook-small-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=30m,mode=711', 'tmpfs', folder]).status !== 0) {
    rmSync(folder, { recursive: true });
    return null;
  }
  afterAll(() => {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function numberOf(option: string): number {
  return Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
}
