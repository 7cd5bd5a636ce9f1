import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { notChecked } from '@/tests/support/shared';

const folder = mkdtempSync(join(tmpdir(), 'tracebook-loggers-'));
const howMany = 200;

let app: App;
let token: string;
beforeAll(async () => {
  app = await startApp();
  token = await app.makeToken({ scopes: ['logs:write', 'logs:read'], source: 'loggers' });
});
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true });
});

/** Two lines a request, the second of them with an error; written by the logger itself in a process of its own. */
const pino = `
  import pino from 'pino';
  const logger = pino({ base: { service: 'shop' } }, pino.destination({ dest: process.argv[1], sync: true }));
  for (let n = 0; n < ${howMany}; n++) {
    const request = logger.child({ request_id: process.argv[2] + n });
    request.info({ user_id: 'u_' + n }, 'asked');
    request.error(new Error('declined', { cause: new Error('no money') }), 'failed');
  }`;

const structlog = `
import sys, structlog
lines = open(sys.argv[1], 'w')
structlog.configure(
    processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt='iso'), structlog.processors.%RENDERED%, structlog.processors.JSONRenderer()],
    logger_factory=structlog.PrintLoggerFactory(lines))
for n in range(${howMany}):
    log = structlog.get_logger().bind(service='fleet', request_id=sys.argv[2] + str(n))
    log.info('asked', user_id='u_%d' % n)
    try:
        card = 'CANARY-LOCAL'
        {}['missing']
    except KeyError:
        log.exception('failed')
lines.close()`;

const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find(
  (path) => existsSync(path) && isThere(() => execFileSync(path, ['-c', 'import structlog'], { stdio: 'pipe' })),
);

function isThere(look: () => unknown): boolean {
  try {
    look();
    return true;
  } catch {
    return false;
  }
}

const loggers: Readonly<Record<string, (file: string, prefix: string) => void>> = {
  'pino 10': (file, prefix) => {
    execFileSync(process.execPath, ['--input-type=module', '-e', pino, file, prefix], { cwd: resolve('.') });
  },
  ...(python
    ? {
        'structlog with tracebacks as text': (file, prefix) => runPython('format_exc_info', file, prefix),
        'structlog with tracebacks as dicts': (file, prefix) => runPython('dict_tracebacks', file, prefix),
      }
    : {}),
};

function runPython(rendered: string, file: string, prefix: string): void {
  const script = join(folder, `${rendered}.py`);
  writeFileSync(script, structlog.replace('%RENDERED%', rendered));
  execFileSync(python ?? '', [script, file, prefix]);
}

if (!python) notChecked('structlog', 'there is no Python with structlog (Debian: apt-get install python3-structlog)');

describe.each(Object.entries(loggers))('%s', (name, write) => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.ndjson`);

  test('by HTTP: every line is found by its request', async () => {
    const prefix = `http-${name.replaceAll(' ', '-')}-`;
    write(file, prefix);
    const answer = await fetch(`${app.baseUrl}/api/v1/logs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: execFileSync('cat', [file]),
    });
    expect(await answer.json()).toMatchObject({ accepted: 2 * howMany, rejected: 0 });
    await expectFound(prefix);
  });

  test('from a file: every line is found by its request, also where the same file is taken again', async () => {
    const prefix = `file-${name.replaceAll(' ', '-')}-`;
    write(file, prefix);
    for (const _time of ['once', 'again']) {
      execFileSync(process.execPath, [resolve('bin/tracebook.mjs'), 'import', 'logs', '--source', 'loggers', file], {
        env: { ...process.env, DATABASE_URL: app.databaseUrl, NEXTAUTH_SECRET: 'x'.repeat(32), NEXTAUTH_URL: app.baseUrl },
        cwd: folder,
        stdio: 'pipe',
      });
    }
    await expectFound(prefix);
  });

  async function expectFound(prefix: string): Promise<void> {
    const rows = await app.sql<{ request_id: string; told: string; whole: string; aged: number }[]>`
      select request_id, string_agg(level || ' ' || message || ' ' || coalesce(user_id, '-'), ', ' order by created_at, id) as told,
        string_agg(l::text, '') as whole, max(abs(extract(epoch from now() - created_at)))::float8 as aged
      from log_lines l where request_id like ${`${prefix}%`} group by 1`;
    expect(rows).toHaveLength(howMany);
    for (const { request_id: id, told, whole, aged } of rows) {
      expect(told).toBe(`info asked u_${id.slice(prefix.length)}, error failed -`);
      expect(whole).not.toContain('CANARY');
      expect(aged).toBeLessThan(600);
    }
    const answer = await fetch(`${app.baseUrl}/api/v1/logs?q=request:${prefix}7`, { headers: { authorization: `Bearer ${token}` } });
    expect(((await answer.json()) as { rows: unknown[] }).rows).toHaveLength(2);
  }
});
