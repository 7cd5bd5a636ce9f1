import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse as parseCsv } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import { parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { recordActions } from '@/lib/audit';
import { database } from '@/lib/database';
import { askExport, cancelExport, deliverExport, getExport, listExports, sweepExports } from '@/lib/export';
import { freshDatabase } from '@/tests/support/database';
import { allAsCsv, bytesOf, delivered, fetchExport } from '@/tests/support/exports';
import { manifestIn } from '@/tests/support/manifest';
import { viewerIn } from '@/tests/support/viewers';

const may = ['audit:read', 'audit:write', 'audit:export'] as const;
const everyone = viewerIn(['*'], { may });
const now = '2026-10-03T18:00:00.000000Z';

beforeAll(async () => {
  await freshDatabase();
  const rows = Array.from({ length: 2_345 }, (_, n) => ({
    event_id: `e-${n}`,
    // Many share a moment, so that pages end among them.
    created_at: `2026-03-0${1 + (n % 9)}T0${n % 7}:30:00.12345${n % 3}Z`,
    actor_id: n % 5 === 0 ? null : `u_${n % 40}`,
    action: n % 2 === 0 ? 'customer.update' : 'key.rotate',
    org_id: n % 3 === 0 ? 'org_1' : 'org_2',
    metadata: `{"n": ${n}.0, "big": 9007199254740993${n % 10}}`,
  }));
  await recordActions(everyone, rows, { now, source: 'billing' });
});

const csvOf = (bytes: Buffer): string[][] => parseCsv(bytes, { relax_column_count: false });
const eventsIn = (rows: readonly (readonly string[])[]) => rows.slice(1, -1).map((row) => row[1]);

describe('an export', () => {
  test('holds every row once, in order, as Postgres prints it, and ends with its trailer', async () => {
    const { bytes, record, ended } = await fetchExport(everyone, { filter: parseFilter('source:billing') });
    const rows = csvOf(bytes);
    const stored = await database('system').execute<{ event_id: string; metadata: string }>(
      sql`select event_id, metadata::text as metadata from admin_actions where source = 'billing' order by created_at, id`,
    );
    expect(record.expected).toBe(2_345);
    expect(eventsIn(rows)).toEqual([...stored].map(({ event_id }) => event_id));
    expect(rows.slice(1, -1).map((row) => row.at(-1))).toEqual([...stored].map(({ metadata }) => metadata));
    const before = bytes.subarray(0, bytes.lastIndexOf('#end'));
    expect(rows.at(-1)?.slice(0, 4)).toEqual(['#end', record.id, '2345', createHash('sha256').update(before).digest('hex')]);
    expect((await ended).state).toBe('whole');
  });

  test('takes several pages for rows that together would be too large for one', async () => {
    // The first page would be twice as large as any may be.
    await database('system').execute(sql`
      insert into admin_actions (source, event_id, created_at, action, metadata)
      select 'large', 'l-' || n, '2026-04-01T00:00:00Z'::timestamptz + n / 7 * interval '1 second', 'large.one',
        jsonb_build_object('n', n, 'text', repeat('x', 32000))
      from generate_series(1, 1100) as n`);
    const { bytes, ended } = await fetchExport(everyone, { filter: parseFilter('source:large'), order: 'desc', format: 'jsonl' });
    const lines = bytes.toString().trimEnd().split('\n').slice(0, -1);
    expect(lines.map((line) => JSON.parse(line).metadata.n)).toEqual(Array.from({ length: 1_100 }, (_, n) => 1_100 - n));
    expect(await ended).toMatchObject({ state: 'whole', rows: 1_100 });
  });

  test('is in the register and the audit log before its first byte, and says how it ended', async () => {
    const record = await askExport(everyone, { ...allAsCsv, filter: parseFilter('action:key'), reason: 'yearly audit' });
    expect(record).toMatchObject({ state: 'asked', reason: 'yearly audit', rows: 0, expected: 1_172 });
    const { file, ended } = await deliverExport(everyone, record.id, delivered);
    const begun = await actionsOf(record.id);
    expect(begun.map(({ action }) => action)).toEqual(['export.begin']);
    expect(JSON.parse(begun[0]?.metadata ?? '')).toMatchObject({ q: 'action:key', rows: 1_172, reason: 'yearly audit', format: 'csv' });
    expect(await getExport(everyone, record.id)).toMatchObject({ state: 'running' });
    const bytes = await bytesOf(file);
    expect(await ended).toMatchObject({ state: 'whole' });
    const told = await getExport(everyone, record.id);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(told).toMatchObject({ state: 'whole', rows: 1_172, bytes: bytes.length, sha256, deliveries: 1 });
    expect((await actionsOf(record.id)).map(({ action, outcome }) => [action, outcome])).toEqual([
      ['export.begin', 'success'],
      ['export.end', 'success'],
    ]);
    const rows = csvOf(bytes);
    expect(manifestIn(told?.manifest)).toMatchObject({
      export: record.id,
      filter: 'action:key',
      filter_words: 'key actions',
      zone: 'UTC',
      reason: 'yearly audit',
      rows: '1172',
      first: rows[1]?.[0],
      last: rows.at(-2)?.[0],
      checkpoint: null,
      files: { [`tracebook-${record.id}.csv`]: { bytes: String(bytes.length), sha256 } },
    });
  });

  test('sends nothing where it cannot be recorded', async () => {
    const record = await askExport(everyone, allAsCsv);
    await database('system').execute(sql`
      create function refuse_it() returns trigger language plpgsql as $$ begin if new.action like 'export.%' then raise 'no'; end if; return new; end $$`);
    await database('system').execute(
      sql`create trigger refuse_it before insert on admin_actions for each row execute function refuse_it()`,
    );
    await expect(deliverExport(everyone, record.id, delivered)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await getExport(everyone, record.id)).toMatchObject({ state: 'interrupted', bytes: 0 });
    await database('system').execute(sql`drop trigger refuse_it on admin_actions`);
    // What is fixed is fetched: the rows are those of the moment at which it was asked for.
    const { file } = await deliverExport(everyone, record.id, delivered);
    await bytesOf(file);
    expect(await getExport(everyone, record.id)).toMatchObject({ state: 'whole', deliveries: 2 });
  });

  test('holds what was there when it was asked for, whatever is recorded meanwhile', async () => {
    const record = await askExport(everyone, { ...allAsCsv, filter: parseFilter('source:meanwhile,billing'), order: 'desc' });
    await recordActions(everyone, [{ event_id: 'late', action: 'late.come', created_at: '2026-03-05T00:00:00Z' }], {
      now,
      source: 'meanwhile',
    });
    const { file } = await deliverExport(everyone, record.id, delivered);
    const rows = csvOf(await bytesOf(file));
    expect(eventsIn(rows)).not.toContain('late');
    expect(eventsIn(rows)).toHaveLength(2_345);
  });

  test('counts in what a dump brought with the numbers of another server', async () => {
    const before = await askExport(everyone, allAsCsv);
    await database('system').execute(sql`alter table admin_actions disable trigger user`);
    await database('system').execute(sql`
      insert into admin_actions (source, event_id, created_at, action, tx) values ('dump', 'foreign', '2026-03-01', 'dump.loaded', '99999999')`);
    await database('system').execute(sql`alter table admin_actions enable trigger user`);
    const after = await askExport(everyone, { ...allAsCsv, filter: parseFilter('source:dump') });
    expect([before.expected > 0, after.expected]).toEqual([true, 1]);
  });

  test('is not fetched when the rows of its moment cannot be told any more, as after a restore', async () => {
    const record = await askExport(everyone, { ...allAsCsv, filter: parseFilter('source:moment') });
    await recordActions(everyone, [{ event_id: 'm', action: 'moment.come' }], { now, source: 'moment' });
    await database('system').execute(sql`
      update exports set bound = regexp_replace(bound, '"snapshot":"[^"]*"', '"snapshot":"4000000000:4000000000:"') where id = ${record.id}`);
    await expect(deliverExport(everyone, record.id, delivered)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('goes on from any byte, and says how many there are in all', async () => {
    for (const format of ['csv', 'jsonl'] as const) {
      const whole = await fetchExport(everyone, { format, filter: parseFilter('source:billing') });
      const record = await askExport(everyone, { ...allAsCsv, format, filter: parseFilter('source:billing') });
      const cut = await deliverExport(everyone, record.id, delivered);
      const reader = cut.file.getReader();
      await reader.read();
      await reader.cancel();
      expect(await cut.ended).toEqual({ state: 'interrupted', why: 'whoever fetched it went away' });
      const rest = await deliverExport(everyone, record.id, { ...delivered, from: 100_001 });
      const bytes = await bytesOf(rest.file);
      expect(rest.totalBytes).toBe(whole.bytes.length);
      expect(bytes.length).toBe(whole.bytes.length - 100_001);
      const again = await deliverExport(everyone, record.id, delivered);
      const all = await bytesOf(again.file);
      expect([again.totalBytes, all.subarray(100_001).equals(bytes)]).toEqual([all.length, true]);
    }
  });

  test('that is cancelled breaks off', async () => {
    const record = await askExport(everyone, allAsCsv);
    const { file, ended } = await deliverExport(everyone, record.id, delivered);
    const reader = file.getReader();
    await reader.read();
    await cancelExport(everyone, record.id);
    expect(await ended).toEqual({ state: 'interrupted', why: 'it was cancelled' });
    await expect(reader.read()).rejects.toThrow();
    expect(await getExport(everyone, record.id)).toMatchObject({ state: 'cancelled' });
    await expect(deliverExport(everyone, record.id, delivered)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of a process that died is interrupted', async () => {
    const record = await askExport(everyone, allAsCsv);
    await database('system').execute(
      sql`update exports set state = 'running', beat_at = now() - interval '31 seconds' where id = ${record.id}`,
    );
    await sweepExports();
    expect(await getExport(everyone, record.id)).toMatchObject({ state: 'interrupted', why: 'the process that made it ended' });
  });

  test('is one of a few at a time', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => askExport(everyone, allAsCsv)));
    const [one, two, three] = asked.map(({ id }) => id);
    const first = await deliverExport(everyone, one ?? '', delivered);
    const second = await deliverExport(everyone, two ?? '', delivered);
    await expect(deliverExport(everyone, three ?? '', delivered)).rejects.toMatchObject({ code: 'too-many' });
    await Promise.all([bytesOf(first.file), bytesOf(second.file)]);
    await bytesOf((await deliverExport(everyone, three ?? '', delivered)).file);
  });

  test('refuses a viewer who may not, and shows nothing of another organisation', async () => {
    const reader = viewerIn(['*'], { may: ['audit:read'] });
    await expect(askExport(reader, allAsCsv)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(listExports(reader)).rejects.toMatchObject({ code: 'not-permitted' });
    const one = viewerIn(['org_1'], { may, id: 'tok_one' });
    const two = viewerIn(['org_2'], { may, id: 'tok_two' });
    const { bytes, record } = await fetchExport(one);
    const orgs = csvOf(bytes)
      .slice(1, -1)
      .map((row) => row[12]);
    expect([new Set(orgs), orgs.length]).toEqual([new Set(['org_1']), 782]);
    expect(await getExport(two, record.id)).toBeNull();
    expect((await listExports(two)).map(({ id }) => id)).not.toContain(record.id);
    expect((await listExports(one)).map(({ id }) => id)).toEqual([record.id]);
    await expect(deliverExport(two, record.id, delivered)).rejects.toMatchObject({ code: 'not-found' });
    await expect(deliverExport(everyone, record.id, delivered)).rejects.toMatchObject({ code: 'not-found' });
    const wider = { ...one, orgs: ['org_1', 'org_2'] };
    await expect(deliverExport(wider, record.id, delivered)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of a part that cannot be read is refused', async () => {
    await expect(askExport(everyone, { ...allAsCsv, filter: parseFilter('created:soon') })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('leaves out the fields that are withheld, rather than empty them', async () => {
    const { bytes, ended } = await fetchExport(everyone, { filter: parseFilter('source:billing'), masking: 'people' });
    const [header] = csvOf(bytes);
    expect(header?.filter((name) => /actor_id|label|metadata|subject_id|behalf/.test(name))).toEqual([]);
    const end = await ended;
    expect(manifestIn(end.state === 'whole' ? end.manifest : null)).toMatchObject({
      masking: { profile: 'people', withheld: expect.arrayContaining(['actor_label']) },
    });
    expect(bytes.includes('u_1')).toBe(false);
  });
});

describe('every form', () => {
  test('JSON Lines hold the metadata digit for digit', async () => {
    const { bytes } = await fetchExport(everyone, { format: 'jsonl', filter: parseFilter('source:billing') });
    const [line] = await database('system').execute<{ lines: string }>(sql`
      select string_agg('{"ref":"billing~' || id || '","event_id":' || to_json(event_id) || ',"created_at":"'
        || to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","recorded_at":"'
        || to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","actor_id":' || coalesce(to_json(actor_id)::text, 'null')
        || ',"actor_type":null,"actor_label":null,"on_behalf_of":null,"action":' || to_json(action) || ',"subject_type":null,"subject_id":null,"subject_label":null,"org_id":'
        || to_json(org_id) || ',"request_id":null,"trace_id":null,"feature":null,"surface":null,"outcome":"unknown","source":"billing","import_id":null,"flags":[],"metadata":'
        || metadata::text || '}' || E'\n', '' order by created_at, id) as lines from admin_actions where source = 'billing'`);
    const text = bytes.toString();
    expect(text.slice(0, text.lastIndexOf('{"end":'))).toBe(line?.lines);
  });

  test('Parquet is read by two readers', async () => {
    const { bytes, record } = await fetchExport(everyone, { format: 'parquet', filter: parseFilter('source:billing') });
    const file = new Uint8Array(bytes).buffer;
    const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    const stored = await database('system').execute<{ event_id: string; metadata: string; micros: string }>(
      sql`select event_id, metadata::text as metadata, (extract(epoch from created_at) * 1000000)::bigint::text as micros
        from admin_actions where source = 'billing' order by created_at, id`,
    );
    expect(rows.map(({ event_id, metadata }) => [event_id, metadata])).toEqual(
      [...stored].map(({ event_id, metadata }) => [event_id, metadata]),
    );
    const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
    writeFileSync(join(folder, 'a.parquet'), bytes);
    const duck = await (await DuckDBInstance.create(':memory:')).connect();
    const read = await duck.runAndReadAll(`select event_id, metadata, epoch_us(created_instant)::varchar from '${folder}/a.parquet'`);
    expect(read.getRows()).toEqual([...stored].map(({ event_id, metadata, micros }) => [event_id, metadata, micros]));
    const ends = await duck.runAndReadAll(
      `select decode(value) from parquet_kv_metadata('${folder}/a.parquet') where decode(key) = 'tracebook.end'`,
    );
    expect(JSON.parse(String(ends.getRows()[0]?.[0]))).toMatchObject({ export: record.id, rows: 2_345 });
    duck.closeSync();
    rmSync(folder, { recursive: true });
  });

  test('the report says what it is, shows charts with their figures, and that it is all', async () => {
    const { bytes, record } = await fetchExport(everyone, {
      format: 'report',
      filter: parseFilter('source:billing created:2026-03-02'),
      reason: '<b>why</b>',
    });
    const html = bytes.toString();
    expect(html).toContain('1 day with actions; most on 2026-03-02: 261');
    expect(html).toContain('End of the report: 261 actions');
    expect(html).toContain('&#60;b&#62;why&#60;/b&#62;');
    expect(html.match(/<tr><td>/g)).toHaveLength(261);
    expect([html.endsWith('</html>\n'), html.includes(record.id)]).toEqual([true, true]);
  });

  test('OCSF has what its classes demand, and JSON digit for digit', async () => {
    const metadata = '{"after": {"limit": 2.50}, "before": {"limit": 1.0}, "reason": "asked for"}';
    const done = {
      action: 'customer.update',
      actor_id: 'u_1',
      subject_type: 'customer',
      subject_id: 'c_9',
      created_at: '2026-03-01T10:00:00.123456Z',
      outcome: 'failure' as const,
    };
    await recordActions(
      everyone,
      [
        { ...done, event_id: 'o-1', metadata, trace_id: 'a'.repeat(32) },
        { event_id: 'o-2', action: 'audit:LookupEvents' },
      ],
      { now, source: 'ocsf' },
    );
    const { bytes } = await fetchExport(everyone, { format: 'ocsf', filter: parseFilter('source:ocsf') });
    const [first = '', second = '', last = ''] = bytes.toString().split('\n');
    expect(first).toContain(
      '"entity":{"type":"customer","uid":"c_9","data":{"limit": 1.0}},"entity_result":{"type":"customer","uid":"c_9","data":{"limit": 2.50}}',
    );
    expect(JSON.parse(first)).toMatchObject({
      class_uid: 3004,
      category_uid: 3,
      activity_id: 3,
      type_uid: 300_403,
      severity_id: 1,
      time: Date.parse('2026-03-01T10:00:00.123Z'),
      status_id: 2,
      comment: 'asked for',
      metadata: { product: { name: 'Tracebook' }, original_event_uid: 'o-1', profiles: ['trace'] },
      actor: { user: { uid: 'u_1' } },
    });
    expect(JSON.parse(second)).toMatchObject({
      class_uid: 6003,
      activity_id: 99,
      api: { operation: 'audit:LookupEvents' },
      actor: { app_uid: 'ocsf' },
      src_endpoint: {},
    });
    expect(JSON.parse(last)).toMatchObject({ end: { rows: 2 } });
    const masked = await fetchExport(everyone, { format: 'ocsf', filter: parseFilter('source:ocsf'), masking: 'people' });
    expect(masked.bytes.toString()).not.toMatch(/u_1|c_9|limit|asked for/);
  });

  test('papaparse reads as many rows as csv-parse', async () => {
    const { bytes } = await fetchExport(everyone);
    const ours = Papa.parse<string[]>(bytes.toString(), { header: false, skipEmptyLines: true });
    expect(ours.errors).toEqual([]);
    expect(ours.data).toEqual(csvOf(bytes));
  });

  test('an export of nothing is whole', async () => {
    for (const format of ['csv', 'jsonl', 'parquet', 'report', 'ocsf'] as const) {
      const { ended } = await fetchExport(everyone, { format, filter: parseFilter('actor:nobody') });
      expect((await ended).state).toBe('whole');
    }
  });
});

async function actionsOf(id: string) {
  return database('system').execute<{ action: string; outcome: string; metadata: string }>(
    sql`select action, outcome, metadata::text as metadata from admin_actions where subject_id = ${id} order by id`,
  );
}
