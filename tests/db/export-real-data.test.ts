import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse as parseCsv } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { importActions } from '@/lib/import';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { fetchExport } from '@/tests/support/exports';
import { describeWithShared } from '@/tests/support/shared';

const viewer = systemViewer('test');
const actor = 'cloudtrail.amazonaws.com';

describeWithShared('an actor’s month of CloudTrail', 'data/cloudtrail.ndjson.gz', (file) => {
  beforeAll(async () => {
    await freshDatabase();
    await importActions(viewer, { files: [file], map: 'cloudtrail', source: 'cloudtrail', now: '2026-11-22T12:00:00.000000Z' });
  }, 120_000);

  // The month begins and ends at other moments there, amid thousands of events.
  test.each([
    ['UTC', 6_619],
    ['Asia/Tokyo', 5_459],
  ])('holds in %s the %i events that were counted in the file itself', async (zone, count) => {
    const asked = { filter: parseFilter(`actor:${actor} created:2021-07`), zone };
    const expected = eventsOfMonth(file, zone, '2021-07');
    expect(expected.length).toBe(count);
    const csv = parseCsv((await fetchExport(viewer, asked)).bytes) as string[][];
    const json = (await fetchExport(viewer, { ...asked, format: 'jsonl' })).bytes.toString().trimEnd().split('\n').slice(0, -1);
    const { bytes } = await fetchExport(viewer, { ...asked, format: 'parquet' });
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
