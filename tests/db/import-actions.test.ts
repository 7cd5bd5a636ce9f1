import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type SQL, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '@/lib/database';
import { type ImportOptions, type ImportSummary, importActions } from '@/lib/import';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';

const viewer = systemViewer('test');
const now = '2026-11-22T12:00:00.000000Z';
const folder = mkdtempSync(join(tmpdir(), 'import-'));

beforeAll(freshDatabase);

describe('importActions', () => {
  test('takes lines, arrays, objects around arrays and CSV, plain or packed, and finds the same actions in all', async () => {
    const rows = [1, 2, 3].map((n) => ({
      _document_id: `d${n}`,
      '@timestamp': 1685465626150 + n,
      action: 'repo.create',
      actor: 'zoe',
      org: 'o',
    }));
    const heading = Object.keys(rows[0] ?? {}).join(',');
    const forms = {
      'lines.ndjson': rows.map((row) => `${JSON.stringify(row)}\r\n`).join(''),
      'array.json': `\ufeff${JSON.stringify(rows, null, 2)}`,
      'one-line.json': JSON.stringify(rows),
      'table.csv': [heading, ...rows.map((row) => Object.values(row).join(','))].join('\n'),
    };
    for (const [name, text] of Object.entries(forms)) {
      for (const bytes of [Buffer.from(text), gzipSync(text)]) {
        const source = `form-${randomBytes(3).toString('hex')}`;
        const summary = await run({ files: [file(name, bytes)], map: 'github', source });
        expect(summary).toMatchObject({ state: 'finished', lines: 3, created: 3 });
        expect(await stored(sql`source = ${source}`, sql`event_id || ' ' || created_at || ' ' || actor_id`)).toEqual([
          'd1 2023-05-30 16:53:46.151+00 zoe',
          'd2 2023-05-30 16:53:46.152+00 zoe',
          'd3 2023-05-30 16:53:46.153+00 zoe',
        ]);
      }
    }
  });

  test('accounts for every line, and writes down the bad ones with line and reason', async () => {
    const good = (id: string, more = '') => `{"event_id":"${id}","action":"a","created_at":"2026-10-03T14:02:11Z"${more}}`;
    const lines = [
      good('1'),
      '',
      good('1'),
      good('1', ',"actor_id":"other"'),
      '{"broken',
      good('2', ',"metadata":{"n":1.00,"big":9007199254740993,"x":"\\u0000\\ud800"}'),
      '[1]',
      good('3', `,"metadata":{"long":"${'x'.repeat(2 ** 20)}"}`),
      good('4', ',"created_at":"infinity"'),
      good('5'),
      '{"event_id":"6","action":"a"',
    ];
    const rejects = join(folder, 'some.rejects');
    const summary = await run({ files: [file('some.ndjson', lines.join('\n'))], map: 'own', source: 'accounts', rejects });
    expect(summary).toMatchObject({ lines: 11, created: 3, repeated: 1, conflicted: 1, rejected: 5, skipped: 0, blank: 1, rejects });
    expect(readRejects(rejects)).toEqual([
      [4, 'conflict: the event 1 is recorded already, with other content'],
      [5, expect.stringMatching(/^is not JSON: /)],
      [7, 'is JSON, but not an object'],
      [8, 'is longer than 1024 KiB'],
      [9, 'created_at: "infinity" is not a point in time'],
      [11, expect.stringMatching(/^is not JSON: /)],
    ]);
    expect(await stored(sql`source = 'accounts' and event_id = '2'`, sql`metadata::text`)).toEqual([
      '{"n": 1.00, "x": "␀�", "big": 9007199254740993}',
    ]);
  });

  test('adds nothing the second time, and says so', async () => {
    const files = [file('again.ndjson', manyLines(2_500))];
    const first = await run({ files, map: 'own', source: 'again' });
    expect(first).toMatchObject({ created: 2_500, repeated: 0, rejects: null });
    expect(await run({ files, map: 'own', source: 'again' })).toMatchObject({ created: 0, repeated: 2_500, lines: 2_500, resumedAt: 0 });
    expect(await stored(sql`source = 'again' and import_id = ${first.id}::bigint`, sql`id`)).toHaveLength(2_500);
  });

  test('takes a record without an ID by its content: the same bytes are the same action', async () => {
    const line = '{"action":"a","created_at":"2026-10-03T14:02:11Z"}';
    const files = [file('noid.ndjson', [line, line, line.replace('11Z', '12Z')].join('\n'))];
    expect(await run({ files, map: 'own', source: 'noid' })).toMatchObject({ created: 2, repeated: 1 });
  });

  test('keeps the order of the file in the order of rows', async () => {
    await run({ files: [file('order.ndjson', manyLines(3_000))], map: 'own', source: 'order' });
    const ids = await stored(sql`source = 'order'`, sql`event_id`);
    expect(ids).toEqual(Array.from({ length: 3_000 }, (_, n) => `e${n}`));
  });

  test('goes on where it was stopped, file by file, with the same summary in the end', async () => {
    const files = [file('stop-1.ndjson', `${manyLines(2_500)}oops\n`), file('stop-2.ndjson.gz', gzipSync(manyLines(2_500, 'f')))];
    const rejects = join(folder, 'stop.rejects');
    const options = { files, map: 'own', source: 'stop', rejects };
    for (const stopAt of [900, 1_900, 3_000]) {
      const stopping = new AbortController();
      const summary = await run({ ...options, signal: stopping.signal, onProgress: ({ lines }) => lines > stopAt && stopping.abort() });
      expect(summary.state).toBe('stopped');
      expect(summary.lines).toBeLessThan(5_001);
    }
    const last = await run(options);
    expect(last).toMatchObject({ state: 'finished', lines: 5_001, created: 5_000, repeated: 0, rejected: 1 });
    expect(last.resumedAt).toBeGreaterThan(2_501);
    expect(readRejects(rejects)).toEqual([[2_501, expect.stringMatching(/^is not JSON/)]]);
    expect(await stored(sql`source = 'stop' and import_id = ${last.id}::bigint`, sql`id`)).toHaveLength(5_000);
  });

  test('refuses to go on with a file that has changed, and begins anew when told to', async () => {
    const path = file('changed.ndjson', manyLines(2_500));
    const stopping = new AbortController();
    const options = { files: [path], map: 'own', source: 'changed' };
    await run({ ...options, signal: stopping.signal, onProgress: () => stopping.abort() });
    writeFileSync(path, manyLines(2_500).replace('"e0"', '"x0"'));
    await expect(run(options)).rejects.toThrow(/is not what it was when this import was stopped; begin anew with --restart/);
    expect(await run({ ...options, restart: true })).toMatchObject({ state: 'finished', lines: 2_500, resumedAt: 0 });
    expect(await run(options)).toMatchObject({ created: 0, repeated: 2_500 });
  });

  test('takes what is there of a file that is cut off, and never ends as if that were all', async () => {
    const whole = gzipSync(manyLines(5_000));
    const summary = await run({ files: [file('cut.gz', whole.subarray(0, whole.length / 2))], map: 'own', source: 'cut' });
    expect(summary).toMatchObject({
      state: 'damaged',
      damage: [expect.stringMatching(/cut\.gz cannot be read to its end: unexpected end of file/)],
    });
    expect(summary.created).toBeGreaterThan(1_000);
    expect(summary.created).toBe(summary.lines);
    writeFileSync(join(folder, 'cut.gz'), whole);
    expect(await run({ files: [join(folder, 'cut.gz')], map: 'own', source: 'cut' })).toMatchObject({
      state: 'finished',
      lines: 5_000,
      created: 5_000,
      resumedAt: summary.lines,
    });
  });

  test('runs once at a time', async () => {
    const options = { files: [file('twice.ndjson', manyLines(2_000))], map: 'own', source: 'twice' };
    const both = await Promise.allSettled([run(options), run(options)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('runs already') },
    });
  });

  test('is itself an action', async () => {
    const { id } = await run({ files: [file('own.ndjson', manyLines(1))], map: 'own', source: 'itself' });
    expect(
      await stored(sql`source = 'tracebook' and subject_id = ${id}`, sql`action || ' ' || actor_id || ' ' || (metadata ->> 'created')`),
    ).toEqual(['import.finished test 1']);
  });

  test.each([
    [{ source: 'sample' }, /source sample is Tracebook's own/],
    [{ source: 'tracebook/x' }, /is Tracebook's own/],
    [{ files: ['/nowhere/x.json'] }, /There is no file \/nowhere\/x\.json/],
    [{ files: [folder] }, /is a folder/],
    [{ map: 'nope' }, /There is no map nope/],
    [{ zone: 'Mars' }, /no time zone Mars/],
  ])('refuses %j before anything is read', async (options, message) => {
    await expect(run({ files: [file('fine.ndjson', manyLines(1))], map: 'own', ...options })).rejects.toThrow(message);
  });

  test('refuses a viewer who may not', async () => {
    const stranger = { ...viewer, permissions: new Set<never>() };
    await expect(importActions(stranger, { files: [], map: 'own', now })).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

function run(options: Omit<ImportOptions, 'now'>): Promise<ImportSummary> {
  return importActions(viewer, { rejects: join(folder, `${randomBytes(4).toString('hex')}.rejects`), ...options, now });
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function manyLines(count: number, prefix = 'e'): string {
  return Array.from({ length: count }, (_, n) => `{"event_id":"${prefix}${n}","action":"a.b","created_at":"2026-10-03T14:02:11Z"}\n`).join(
    '',
  );
}

function readRejects(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ line, reason }) => [line, reason]);
}

/** One column of the matching rows, in their order. */
async function stored(condition: SQL, column: SQL): Promise<unknown[]> {
  const rows = await database('system').execute<{ value: unknown }>(
    sql`select ${column} as value from admin_actions where ${condition} order by created_at, id`,
  );
  return rows.map(({ value }) => value);
}
