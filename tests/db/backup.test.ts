import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackupSummary, makeBackup, restoreBackup } from '@/lib/backup';
import { settleConfig } from '@/lib/config';
import { closeDatabases, database } from '@/lib/database';
import { appendEvents } from '@/lib/issues';
import { permissionsOf, systemViewer, type Viewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { reported, reportedTransaction } from '@/tests/support/errors';

const viewer = systemViewer('test');
const options = { version: '9.9.9', now: '2026-11-23T12:00:00Z' };
const folder = mkdtempSync(join(tmpdir(), 'tracebook-backup-'));
const file = join(folder, 'whole.backup');
let source: string;

beforeAll(async () => {
  source = await freshDatabase();
  await use(source);
  await fill();
  await makeBackup(viewer, file, options);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a restored database', () => {
  let before: string[];
  let summary: BackupSummary;

  beforeAll(async () => {
    await use(source);
    before = await everything();
    await use(await freshDatabase());
    summary = await restoreBackup(viewer, file, options);
  });

  test('holds everything as it was: text, digits, microseconds, absent values', async () => {
    expect(await everything()).toEqual(before);
    expect(before.join('\n')).toMatch(/1969-12-31 23:59:59\.999999\+00.*9007199254740993.*1\.10.*␀/);
    expect(summary.rows).toBe(before.length + 1);
    const [written] = linesOf(file).filter((line) => line.startsWith('{"end":"admin_actions"'));
    expect(summary.tables.find(({ table }) => table === 'admin_actions')).toMatchObject({
      rows: 2_504,
      sha256: JSON.parse(written ?? '').sha256,
    });
  });

  test('refuses again to change what happened, and says itself when it was recorded', async () => {
    await expect(database('system').execute(sql`delete from admin_actions`)).rejects.toMatchObject({ cause: { message: /append-only/ } });
    const later = sql`insert into admin_actions (source, event_id, created_at, recorded_at, action)
      values ('x', '1', now(), '2000-01-01', 'a') returning recorded_at > now() - interval '1 hour' as now`;
    await expect(
      database('system').transaction(async (tx) => {
        const [row] = await tx.execute<{ now: boolean }>(later);
        throw new Error(`now: ${row?.now}`);
      }),
    ).rejects.toThrow('now: true');
  });

  test('saw all its rows appear with the restore, before anything that follows', async () => {
    const [numbers] = await database('system').execute(
      sql`select count(distinct tx)::int as n, max(tx) < pg_current_xact_id() as earlier, min(tx) > '3'::xid8 as own
        from admin_actions where action <> 'backup.restore'`,
    );
    expect(numbers).toEqual({ n: 1, earlier: true, own: true });
  });

  test('counts on from where it was, also over rows that are gone', async () => {
    const added = await database('system').execute<{ id: string }>(
      sql`insert into imports (kind, source, started_by) values ('k', 's', 'p') returning id`,
    );
    expect(Number(added[0]?.id)).toBe(6);
  });
});

test('rows of many megabytes come and go in short pages', async () => {
  await use(await freshDatabase());
  await database('system').execute(sql`
    insert into admin_actions (source, event_id, created_at, action, metadata)
    select 'wide', n::text, now(), 'a', jsonb_build_object('t', repeat('wide-', 1000000)) from generate_series(1, 4) n`);
  const before = await everything();
  const wide = join(folder, 'wide.backup');
  const seen: number[] = [];
  await makeBackup(viewer, wide, { ...options, onProgress: (done) => seen.push(done) });
  expect(seen).toEqual([2, 4, 5]);
  await use(await freshDatabase());
  await restoreBackup(viewer, wide, options);
  expect(await everything()).toEqual(before);
});

test('both are recorded, the backup within itself', async () => {
  expect(linesOf(file).filter((line) => line.includes('"backup.make"'))).toHaveLength(1);
  await use(await freshDatabase());
  await restoreBackup(viewer, file, options);
  const found = await database('system').execute(
    sql`select actor_id, action, subject_id from admin_actions where source = 'tracebook' order by id`,
  );
  expect([...found]).toEqual([
    { actor_id: 'test', action: 'backup.make', subject_id: 'whole.backup' },
    { actor_id: 'test', action: 'backup.restore', subject_id: 'whole.backup' },
  ]);
});

test('sessions and links do not come back to life', () => {
  expect(linesOf(file).some((line) => /"table":"(sessions|sign_in_links|rate_limits)"/.test(line))).toBe(false);
});

test('refuses a database that holds anything, and leaves it as it was', async () => {
  await use(source);
  const before = await everything();
  await expect(restoreBackup(viewer, file, options)).rejects.toThrow(/holds data already \(table /);
  expect(await everything()).toEqual(before);
});

test('a backup shows one moment, whatever is written meanwhile', async () => {
  const url = await freshDatabase();
  await use(url);
  await fill();
  let wrote = false;
  const during = join(folder, 'during.backup');
  const made = makeBackup(viewer, during, {
    ...options,
    onProgress: () => {
      if (wrote) return;
      wrote = true;
      execFileSync(process.execPath, [
        '-e',
        `require('postgres')('${url}',{max:1}).unsafe("insert into admin_actions (source,event_id,created_at,action) values ('late','1',now(),'late')").then(() => process.exit(0))`,
      ]);
    },
  });
  await made;
  expect(wrote).toBe(true);
  expect(linesOf(during).some((line) => line.includes('"late"'))).toBe(false);
});

test.each([
  ['cut in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['cut by one byte', (bytes: Buffer) => bytes.subarray(0, -1)],
  ['without its last line', (bytes: Buffer) => edited(bytes, (text) => `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`)],
  ['without one row', (bytes: Buffer) => edited(bytes, (text) => text.replace(/^\["5",.*\n/m, ''))],
  ['with two rows exchanged', (bytes: Buffer) => edited(bytes, (text) => text.replace(/^(\["7",.*\n)(\["8",.*\n)/m, '$2$1'))],
  ['with one letter changed', (bytes: Buffer) => edited(bytes, (text) => text.replace('bulk-77', 'bulk-78'))],
  ['with a value that is no time', (bytes: Buffer) => edited(bytes, (text) => text.replace('1969-12-31', '1969-12-32'))],
  ['with something behind it', (bytes: Buffer) => edited(bytes, (text) => `${text}["more"]\n`)],
  ['with one bit turned', (bytes: Buffer) => Buffer.from(bytes).fill((bytes[5_000] ?? 0) ^ 1, 5_000, 5_001)],
  ['that is no backup', () => Buffer.from('id,name\n1,a\n')],
  ['that is empty', () => Buffer.alloc(0)],
])('refuses a file %s, and restores nothing of it', async (_name, damage) => {
  const damaged = join(folder, 'damaged.backup');
  writeFileSync(damaged, damage(readFileSync(file)));
  await use(await freshDatabase());
  await expect(restoreBackup(viewer, damaged, options)).rejects.toThrow(/no whole backup: .*Nothing was restored/);
  expect(await everything()).toEqual([]);
});

test('refuses a backup of a newer version, by name', async () => {
  const newer = join(folder, 'newer.backup');
  writeFileSync(
    newer,
    edited(readFileSync(file), (text) => text.replace(/"migration":"\d+"/, '"migration":"9999999999999"')),
  );
  await use(await freshDatabase());
  await expect(restoreBackup(viewer, newer, options)).rejects.toThrow('newer Tracebook (9.9.9)');
});

test('a backup that fails leaves no file, and the one before as it was', async () => {
  await use(source);
  const before = readFileSync(file);
  const abort = new AbortController();
  const failed = makeBackup(viewer, file, { ...options, signal: abort.signal, onProgress: () => abort.abort() });
  await expect(failed).rejects.toThrow();
  expect(readFileSync(file)).toEqual(before);
  expect(existsSync(`${file}.part`)).toBe(false);
});

test('the file is its owner’s alone', () => {
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('refuses a viewer who may not, or who sees one organisation only', async () => {
  const support: Viewer = { ...viewer, kind: 'person', permissions: new Set(permissionsOf.support) };
  const admin: Viewer = { ...viewer, kind: 'person', permissions: new Set(permissionsOf.admin), orgs: ['o_1'] };
  for (const refused of [support, admin]) {
    await expect(makeBackup(refused, join(folder, 'never'), options)).rejects.toThrow(/needs the permission/);
    await expect(restoreBackup(refused, file, options)).rejects.toThrow(/needs the permission/);
  }
});

test('the hash of a table is the hash of its lines', () => {
  const lines = linesOf(file);
  const start = lines.findIndex((line) => line.startsWith('{"table":"admin_actions"'));
  const end = lines.findIndex((line) => line.startsWith('{"end":"admin_actions"'));
  const text = lines.slice(start + 1, end).map((line) => `${line}\n`);
  expect(JSON.parse(lines[end] ?? '')).toEqual({
    end: 'admin_actions',
    rows: text.length,
    sha256: createHash('sha256').update(text.join('')).digest('hex'),
  });
});

async function use(url: string): Promise<void> {
  await closeDatabases();
  settleConfig({ DATABASE_URL: url, NEXTAUTH_SECRET: 'x'.repeat(32), NEXTAUTH_URL: 'http://127.0.0.1:3000', TRACEBOOK_EMBEDDED: 'false' });
}

async function fill(): Promise<void> {
  const db = database('system');
  await db.execute(sql`
    insert into users (id, email, name, role, orgs) values
      ('u/1', 'a@example.com', 'A "quoted" \\ name', 'admin', array['o,1', 'o"2', '', null, 'ö']),
      ('u/2', 'b@example.com', '', 'support', '{}')`);
  await db.execute(sql`insert into imports (kind, source, started_by) select 'actions', 's', 'u/1' from generate_series(1, 5)`);
  await db.execute(sql`delete from imports where id = 5`);
  await db.execute(sql`insert into sessions (id, user_id, expires_at) values ('s_1', 'u/1', now() + '1 day')`);
  await db.execute(sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action, subject_label, import_id, metadata, flags) values
      ('app', 'first', '1969-12-31 23:59:59.999999+00', null, 'a', '', 9007199254740993, '{"n": 9007199254740993, "d": 1.10, "t": "␀"}', array['nul-replaced']),
      ('app', 'second', '2026-11-23 12:00:00.000001+05:30', '', E'line\nfeed\r\ttab\u2028\u2029', '["]', null, '{"e": "😀\\u0007", "big": 1e300}', '{}'),
      ('app', 'last', 'infinity', 'x', 'a', null, null, 'null', '{}')`);
  await db.execute(sql`
    insert into admin_actions (source, event_id, created_at, action)
    select 'bulk', 'bulk-' || n, '2026-11-01'::timestamptz + n * interval '1 microsecond', 'bulk' from generate_series(1, 2500) n`);
  const time = '2026-11-23T12:00:00.000001Z';
  const errors = [1, 2].map((n) => reported({ time, type: 'E', message: `"${n}"\n␀`, orgId: 'o_1', userId: 'u_1', tags: { n: '1.10' } }));
  await appendEvents(viewer, [...errors, reportedTransaction({ time, name: 'GET /' })], {
    project: 'p',
    trust: 'server',
    purpose: 'system',
  });
  await db.execute(sql`insert into project_keys (key, project, trust, created_by) values ('k', 'p', 'client', 'u/1')`);
}

/** Every row of every table that lasts, as Postgres prints it, without the number of its transaction. */
async function everything(): Promise<string[]> {
  const rows = (await database('system').execute(sql`
    select md5(r) || left(r, 2000) as text from (
      select 'users ' || t::text as r from users t union all
      select 'imports ' || t::text from imports t union all
      select 'api_tokens ' || t::text from api_tokens t union all
      select 'settings ' || t::text from settings t union all
      select 'issues ' || t::text from issues t union all
      select 'issue_counts ' || t::text from issue_counts t union all
      select 'issue_days ' || t::text from issue_days t union all
      select 'issue_people ' || t::text from issue_people t union all
      select 'error_events ' || t::text from error_events t union all
      select 'transactions ' || t::text from transactions t union all
      select 'project_keys ' || t::text from project_keys t union all
      select 'admin_actions ' || (t.id, t.source, t.event_id, t.created_at, t.recorded_at, t.import_id, t.metadata, t.actor_id, t.action, t.subject_label, t.org_id, t.outcome, t.flags)::text
        from admin_actions t where t.action not like 'backup.%'
    ) all_rows order by r`)) as unknown as { text: string }[];
  return rows.map(({ text }) => text);
}

function linesOf(path: string): string[] {
  return gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
}

function edited(bytes: Buffer, edit: (text: string) => string): Buffer {
  return gzipSync(edit(gunzipSync(bytes).toString('utf8')));
}
