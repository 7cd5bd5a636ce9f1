import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse as parseCsv } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { database } from '@/lib/database';
import { importActions } from '@/lib/import';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { fetchExport } from '@/tests/support/exports';
import { describeWithShared } from '@/tests/support/shared';

const rejects = join(mkdtempSync(join(tmpdir(), 'import-')), 'rejects.ndjson');

beforeAll(freshDatabase);

/** Counts of MAPPING.md beside the data; where it gives none, they were counted in the raw files. */
const expected = {
  'cloudtrail.ndjson.gz': {
    map: 'cloudtrail',
    summary: { lines: 20_942, created: 16_918, repeated: 4_024 },
    distinct: { event_id: 16_918, actor_id: 42, action: 175, org_id: 4, request_id: 16_899 },
  },
  'k8s-audit.ndjson.gz': {
    map: 'kubernetes',
    summary: { lines: 9_660, created: 9_660, repeated: 0 },
    distinct: { event_id: 9_660, actor_id: 39, request_id: 9_581, org_id: 1 },
  },
  'wikipedia-edits.ndjson.gz': {
    map: 'wikipedia',
    summary: { lines: 16_467, created: 16_467, repeated: 0 },
    distinct: { event_id: 16_467, actor_id: 4_854, action: 2, subject_id: 15_279, org_id: 49 },
  },
  'openstack-audit.ndjson.gz': {
    map: 'own',
    summary: { lines: 179, created: 179, repeated: 0 },
    distinct: { request_id: 179, action: 34, actor_id: 18, org_id: 12 },
  },
} as const;

for (const [name, { map, summary, distinct }] of Object.entries(expected)) {
  describeWithShared(`import of ${name}`, `data/${name}`, (path) => {
    const run = () =>
      importActions(systemViewer('test'), { files: [path], map, source: basename(name), rejects, now: '2026-11-22T12:00:00.000000Z' });

    test('gives the counts that were counted in the file', { timeout: 60_000 }, async () => {
      expect(await run()).toMatchObject({ ...summary, state: 'finished', conflicted: 0, rejected: 0, skipped: 0, blank: 0 });
      for (const [column, count] of Object.entries(distinct)) {
        const [row] = await database('system').execute<{ count: number }>(
          sql`select count(distinct ${sql.identifier(column)})::int as count from admin_actions where source = ${basename(name)}`,
        );
        expect({ [column]: row?.count }).toEqual({ [column]: count });
      }
    });

    test('adds nothing the second time', { timeout: 60_000 }, async () => {
      expect(await run()).toMatchObject({ state: 'finished', lines: summary.lines, created: 0, repeated: summary.lines, conflicted: 0 });
    });
  });
}

describeWithShared('imported CloudTrail events', 'data/cloudtrail.ndjson.gz', () => {
  test('keep the whole record, and its times and failures', async () => {
    const [row] = await database('system').execute<Record<string, number>>(sql`
      select count(*) filter (where metadata ->> 'eventID' = event_id)::int as whole,
        count(*) filter (where 'redacted' = any(flags))::int as redacted,
        count(*) filter (where outcome = 'failure')::int as failures,
        count(*) filter (where metadata ? 'errorCode')::int as codes,
        count(*) filter (where created_at = coalesce(metadata ->> 'eventTime', metadata ->> '@timestamp')::timestamptz)::int as timed,
        count(*) filter (where actor_id is null)::int as nobody,
        count(*) filter (where length(request_id) = 143)::int as long
      from admin_actions where source = 'cloudtrail.ndjson.gz'
    `);
    expect(row).toMatchObject({ whole: 16_918, timed: 16_918, failures: row?.codes, nobody: 0, long: 2 });
  });
});

/** What was imported above, taken away again. */
const actor = 'cloudtrail.amazonaws.com';

describeWithShared('an actor’s month of CloudTrail', 'data/cloudtrail.ndjson.gz', (file) => {
  // The month begins and ends at other moments there, amid thousands of events.
  test.each([
    ['UTC', 6_619],
    ['Asia/Tokyo', 5_459],
  ])('holds in %s the %i events that were counted in the file itself', async (zone, count) => {
    const asked = { filter: parseFilter(`source:cloudtrail.ndjson.gz actor:${actor} created:2021-07`), zone };
    const expected = eventsOfMonth(file, zone, '2021-07');
    expect(expected.length).toBe(count);
    const csv = parseCsv((await fetchExport(systemViewer('test'), asked)).bytes) as string[][];
    const json = (await fetchExport(systemViewer('test'), { ...asked, format: 'jsonl' })).bytes
      .toString()
      .trimEnd()
      .split('\n')
      .slice(0, -1);
    const { bytes } = await fetchExport(systemViewer('test'), { ...asked, format: 'parquet' });
    const parquet = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, columns: ['event_id'] });
    const found = {
      csv: csv.slice(1, -1).map((row) => row[1] ?? ''),
      json: json.map((line) => String(JSON.parse(line).event_id)),
      parquet: parquet.map((row) => String(row.event_id)),
    };
    for (const events of Object.values(found)) expect([events.length, digestOf(events)]).toEqual([count, digestOf(expected)]);
  });
});

/** By nothing of ours: the lines of the file, and the calendar of the browser. */
function eventsOfMonth(file: string, zone: string, month: string): readonly string[] {
  const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit' });
  const events = new Set<string>();
  for (const line of gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')) {
    const event = JSON.parse(line);
    const { arn, principalId, invokedBy, userName, accountId, type } = event.userIdentity ?? {};
    const who = arn || principalId || invokedBy || userName || accountId || type;
    if (who === actor && calendar.format(new Date(event.eventTime ?? event['@timestamp'])) === month) events.add(event.eventID);
  }
  return [...events];
}

function digestOf(events: readonly string[]): string {
  return createHash('sha256').update(events.toSorted().join('\n')).digest('hex');
}
