import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A cluster made by the distribution's own programs, whose `pg_dump` and `pg_restore` fit it. */
export interface DebianPostgres {
  readonly url: string;
  /** One of its programs, such as `pg_dump`, run to its end. */
  run(program: string, args: readonly string[]): string;
  stop(): void;
}

const folder = '/usr/lib/postgresql';

/** Where the newest one's programs are, or null where there is none. */
export function debianPostgresPrograms(): string | null {
  const [newest] = existsSync(folder) ? readdirSync(folder).sort((a, b) => Number(b) - Number(a)) : [];
  const programs = newest ? join(folder, newest, 'bin') : '';
  return existsSync(join(programs, 'initdb')) && existsSync(join(programs, 'pg_dump')) ? programs : null;
}

export async function startDebianPostgres(programs: string): Promise<DebianPostgres> {
  const home = mkdtempSync(join(tmpdir(), 'tracebook-debian-'));
  const port = await freePort();
  const data = join(home, 'data');
  const isRoot = process.getuid?.() === 0;
  // Postgres refuses to run as root: Debian's package has made an account for it.
  const ids = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (ids.uid !== undefined) chownSync(home, ids.uid, ids.gid);
  const run = (program: string, args: readonly string[]) =>
    execFileSync(join(programs, program), [...args], {
      ...ids,
      cwd: home,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/bin:/bin', HOME: home, NODE_ENV: 'test' },
    });
  run('initdb', ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync']);
  run('pg_ctl', [
    '--pgdata',
    data,
    '--wait',
    '--silent',
    '--log',
    join(home, 'log'),
    '--options',
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home} -c fsync=off`,
    'start',
  ]);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    run,
    stop: () => {
      run('pg_ctl', ['--pgdata', data, '--mode', 'immediate', '--silent', 'stop']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}
