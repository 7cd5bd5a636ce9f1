import { parse as parseCsv } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import Papa from 'papaparse';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { recordActions } from '@/lib/audit';
import { database } from '@/lib/database';
import { localTime } from '@/lib/time';
import { freshDatabase } from '@/tests/support/database';
import { fetchExport } from '@/tests/support/exports';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';

/** S7: whatever a cell holds, no spreadsheet takes it for a formula and every reader gets it back. R14: in whatever zone the machine is. */
const everyone = viewerIn(['*'], { may: ['audit:read', 'audit:write', 'audit:export'] });
const now = '2026-10-03T18:00:00.000000Z';
let url: string;

beforeAll(async () => {
  url = await freshDatabase();
});

const runs = process.env.TRACEBOOK_FAULTS === 'all' ? 50_000 : 2_000;
/** So many texts go into one export. */
const batch = 500;

const suspicious = /^[=+\-@'\t\r\n＝＋－＠]/;
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\r', '\n', '\t', '|', 'a', ' ', '\\', '＝', '\ufeff'),
    minLength: 1,
    maxLength: 12,
  }),
);
/** As a table of another team can hold them: NUL and halves of characters are in no text of Postgres. */
const storable = (given: string) => given.toWellFormed().replaceAll('\0', '␀');

describe('S7', () => {
  test(`${runs} texts come back from CSV as they were, none of them a formula`, { timeout: 600_000 }, async () => {
    let source = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(text.map(storable), { minLength: batch, maxLength: batch }), async (texts) => {
        source += 1;
        await insertLabels(`law-${source}`, texts);
        const { bytes } = await fetchExport(everyone, { filter: parseFilter(`source:law-${source}`) });
        const rows: string[][] = parseCsv(bytes, { relax_column_count: false });
        const other = Papa.parse<string[]>(bytes.toString(), { skipEmptyLines: true });
        expect([rows.length, other.errors, other.data]).toEqual([batch + 2, [], rows]);
        const at = rows[0]?.indexOf('actor_label') ?? -1;
        for (const [n, row] of rows.slice(1, -1).entries()) {
          const cell = row[at] ?? '';
          if (suspicious.test(texts[n] ?? '')) expect(cell).toBe(`'${texts[n]}`);
          else expect(cell).toBe(texts[n]);
          for (const one of row) expect(one).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        }
        const json = await fetchExport(everyone, { format: 'jsonl', filter: parseFilter(`source:law-${source}`) });
        const labels = json.bytes
          .toString()
          .trimEnd()
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line).actor_label);
        expect(labels).toEqual(texts);
      }),
      { numRuns: runs / batch },
    );
  });

  describeWithShared('of the shared list', 'contracts/hostile-inputs.json', (file) => {
    test('every cell is neutral, and comes back', async () => {
      const inputs = hostileInputs(file, 'export.cell');
      expect(inputs.length).toBeGreaterThan(7);
      await insertLabels(
        'hostile',
        inputs.map((input) => storable(input.text)),
      );
      const { bytes } = await fetchExport(everyone, { filter: parseFilter('source:hostile') });
      const rows: string[][] = parseCsv(bytes);
      const at = rows[0]?.indexOf('actor_label') ?? -1;
      expect(rows.slice(1, -1).map((row) => (row[at] ?? '').replace(/^'/, ''))).toEqual(inputs.map((input) => storable(input.text)));
      for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    });

    test('a microsecond is not lost', async () => {
      const times = hostileInputs(file, 'export.cell').filter(({ class: kind }) => kind === 'time');
      await recordActions(
        everyone,
        times.map(({ text: time }, n) => ({ event_id: `t-${n}`, action: 'time', created_at: time })),
        { now, source: 'times' },
      );
      const { bytes } = await fetchExport(everyone, { filter: parseFilter('source:times') });
      for (const { text: time } of times) expect(bytes.toString()).toContain(`,${time},`);
    });
  });
});

describe('R14', () => {
  const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/Dublin', 'Asia/Kolkata'];
  const edges = [
    '2026-03-08T06:59:59.999999Z',
    '2026-03-08T07:00:00.000001Z',
    '2026-11-01T05:59:59.999999Z',
    '2026-11-01T06:00:00.000001Z',
    '1850-06-01T12:00:00.000001Z',
  ];
  const zoneOfProcess = process.env.TZ;
  afterAll(() => {
    if (zoneOfProcess === undefined) delete process.env.TZ;
    else process.env.TZ = zoneOfProcess;
  });

  test('the zone of the screen is the zone of the file, whatever that of the machine and of the server', async () => {
    await recordActions(
      everyone,
      edges.map((time, n) => ({ event_id: `z-${n}`, action: 'edge', created_at: time })),
      { now, source: 'edges' },
    );
    const owner = postgres(url, { max: 1, onnotice: () => undefined });
    const seen = new Map<string, Set<string>>();
    for (const machine of zones) {
      process.env.TZ = machine;
      await owner.unsafe(`alter database ${new URL(url).pathname.slice(1)} set timezone = '${machine}'`);
      await owner.unsafe(`alter database ${new URL(url).pathname.slice(1)} set datestyle = 'German'`);
      const { closeDatabases } = await import('@/lib/database');
      await closeDatabases();
      for (const zone of zones) {
        const { bytes } = await fetchExport(everyone, { zone, format: 'jsonl', filter: parseFilter('source:edges') });
        const rows = bytes.toString().slice(0, bytes.lastIndexOf('{"end"'));
        seen.set(zone, (seen.get(zone) ?? new Set()).add(rows));
        const times = rows
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).created_at as string);
        for (const time of times) {
          const utc = new Date(`${time.slice(0, 19)}${time.slice(26)}`).toISOString().slice(0, 19);
          const local = localTime(`${utc}${time.slice(19, 26)}Z`, zone);
          const isHistoric = time.startsWith('1850') || time.endsWith('Z');
          expect(time).toBe(isHistoric ? time : `${local?.day}T${local?.time}${local?.offset}`);
        }
        if (zone === 'America/New_York') {
          expect(times).toEqual([
            '1850-06-01T12:00:00.000001Z',
            '2026-03-08T01:59:59.999999-05:00',
            '2026-03-08T03:00:00.000001-04:00',
            '2026-11-01T01:59:59.999999-04:00',
            '2026-11-01T01:00:00.000001-05:00',
          ]);
        }
      }
    }
    await owner.end();
    expect([...seen].map(([zone, files]) => [zone, files.size])).toEqual(zones.map((zone) => [zone, 1]));
  });

  test('an infinite time is told as Postgres prints it, and is on no calendar', async () => {
    await database('system').execute(sql`
      insert into admin_actions (source, event_id, created_at, action) values ('odd', 'a', 'infinity', 'x'), ('odd', 'b', '-infinity', 'x'), ('odd', 'c', '294276-12-31', 'x')`);
    const { bytes } = await fetchExport(everyone, { zone: 'Asia/Tokyo', filter: parseFilter('source:odd'), order: 'desc' });
    const times = parseCsv(bytes).map((row: string[]) => row[2]);
    expect(times.slice(1, -1)).toEqual(['infinity', '294276-12-31 00:00:00+00', '-infinity']);
    const { ended } = await fetchExport(everyone, { format: 'parquet', filter: parseFilter('source:odd') });
    expect((await ended).state).toBe('whole');
  });
});

/** As another team's table could hold them, past what a producer may send. */
async function insertLabels(source: string, labels: readonly string[]): Promise<void> {
  const rows = sql`
    insert into admin_actions (source, event_id, created_at, action, actor_label, org_id)
    select ${source}::text, n::text, timestamptz '2026-01-01' + n * interval '1 second', 'law', label, label
    from unnest(${sql.param([...labels])}::text[]) with ordinality as l (label, n)`;
  const { sql: text, params } = new PgDialect().sqlToQuery(rows);
  await database('system').$client.unsafe(text, params as string[]);
}
