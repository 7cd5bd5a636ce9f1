import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFilter, usageGrammar } from '@/lib/address';
import { importUses } from '@/lib/import';
import { getFeature, listFeatures } from '@/lib/usage';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { plainCounts } from '@/tests/support/uses';
import { viewerIn } from '@/tests/support/viewers';

const viewer = systemViewer('command-line');
const folder = mkdtempSync(join(tmpdir(), 'tracebook-usage-'));
const given = (file: string, source = 'shared') => ({
  files: [file],
  source,
  rejects: join(folder, 'rejects.ndjson'),
  now: '2026-11-25T10:00:00.000000Z',
});
const asked = (days: { zone: string; from: string; to: string }, text = '') => ({ filter: parseFilter(text, usageGrammar), ...days });

beforeAll(async () => {
  await freshDatabase();
});
afterAll(() => rmSync(folder, { recursive: true }));

interface RawEvent {
  readonly distinct_id: string | null;
  readonly timestamp: string;
  readonly properties: { readonly feature: string; readonly surface: string; readonly org_id: string };
}

describeWithShared('four years of use of a real product', 'data/usage-events.ndjson.gz', (path) => {
  const raw: readonly RawEvent[] = gunzipSync(readFileSync(path))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const plain = raw.map(({ distinct_id: user, timestamp, properties: { feature, surface, org_id: org } }) => ({
    at: Date.parse(timestamp),
    feature,
    surface,
    org,
    user,
  }));

  test('come in whole, and a second time add nothing', async () => {
    expect(await importUses(viewer, given(path))).toMatchObject({ lines: 23_185, created: 23_185, repeated: 0, rejected: 0, skipped: 0 });
    expect(await importUses(viewer, given(path))).toMatchObject({ lines: 23_185, created: 0, repeated: 23_185, rejected: 0 });
  });

  test.each([
    ['Asia/Muscat', '2017-03-01', '2017-03-31'],
    ['UTC', '2017-03-01', '2017-03-31'],
    ['Asia/Muscat', '2019-12-01', '2019-12-31'],
    ['UTC', '2019-12-01', '2019-12-31'],
    ['Asia/Muscat', '2019-10-01', '2020-09-30'],
    ['Asia/Kathmandu', '2018-04-01', '2018-04-30'],
  ])('events and people of each feature, by days of %s from %s to %s, are those of plain code over the file', async (zone, from, to) => {
    const counts = plainCounts(plain, { zone, from, to });
    const { rows, coverage } = await listFeatures(viewer, asked({ zone, from, to }));
    expect(rows).toHaveLength(9);
    for (const { feature, first_used: _first, last_used: _last, trend, ...row } of rows) {
      const { trend: days, ...expected } = counts.get(feature) ?? {};
      expect(row).toEqual(expected);
      expect(Object.fromEntries(trend.flatMap(({ day, events, users }) => (events ? [[day, [events, users]]] : [])))).toEqual(days);
    }
    const without = rows.reduce((sum, row) => sum + row.events_without_user, 0);
    expect(coverage.events - coverage.with_user).toBe(without);
  });

  test('events without a user are counted as such', async () => {
    const whole = { zone: 'UTC', from: '2019-06-01', to: '2020-06-30' };
    const inYear = plain.filter(({ at }) => at >= Date.parse('2019-06-01Z') && at < Date.parse('2020-07-01Z'));
    const { coverage } = await listFeatures(viewer, asked({ ...whole, from: '2019-06-01', to: '2020-06-30' }));
    expect(coverage).toMatchObject({ events: inYear.length, with_user: inYear.filter(({ user }) => user !== null).length });
  });

  test('no use in the last 30 days of the data: the right features, each with its last use', async () => {
    const last = Math.max(...plain.map(({ at }) => at));
    const to = new Date(last + 4 * 3_600_000).toISOString().slice(0, 10);
    const from = new Date(last + 4 * 3_600_000 - 29 * 86_400_000).toISOString().slice(0, 10);
    const { rows } = await listFeatures(viewer, asked({ zone: 'Asia/Muscat', from, to }));
    const silent = rows.filter(({ events }) => events === 0);
    expect(silent.map(({ feature }) => feature).sort()).toEqual(
      ['File', 'Folder', 'Turnitin Assignment 2', 'URL', 'Forum', 'Assignment', 'File submissions'].sort(),
    );
    for (const { feature, last_used: told } of silent) {
      const lastOf = Math.max(...plain.flatMap((use) => (use.feature === feature ? [use.at] : [])));
      expect(Date.parse(told ?? '')).toBe(lastOf);
    }
  });

  test('one course sees its own', async () => {
    const course = viewerIn(['module-5-SP17'], { may: ['usage:read'] });
    const march = { zone: 'UTC', from: '2017-03-01', to: '2017-03-31' };
    const { coverage } = await listFeatures(course, asked(march));
    expect(coverage.events).toBe(
      plain.filter(({ org, at }) => org === 'module-5-SP17' && at < Date.parse('2017-04-01Z') && at >= Date.parse('2017-03-01Z')).length,
    );
    expect(await getFeature(viewerIn(['nobody'], { may: ['usage:read'] }), 'System', asked(march))).toBeNull();
  });
});

describe('files', () => {
  test('hold exports, rows of batch exports, and things that are none', async () => {
    const file = join(folder, 'mixed.jsonl.gz');
    const row = { uuid: '019e1c5e-0001', event: 'opened', distinct_id: 'u_1', timestamp: '2026-10-03T10:00:00+00:00', team_id: 2 };
    const lines = [
      { ...row, properties: { feature: 'mixed', org_id: 'o' } },
      { ...row, uuid: '019e1c5e-0002', properties: JSON.stringify({ feature: 'mixed' }), created_at: '2026-10-03T10:00:01+00:00' },
      { ...row, uuid: '019e1c5e-0003', event: '$set', properties: {} },
      { event: 7 },
    ];
    writeFileSync(file, gzipSync(`${lines.map((line) => JSON.stringify(line)).join('\n')}\nnot JSON\n\n`));
    expect(await importUses(viewer, { ...given(file, 'mixed'), org: 'of-none' })).toMatchObject({
      lines: 6,
      created: 3,
      skipped: 1,
      rejected: 1,
      blank: 1,
    });
    const october = { zone: 'UTC', from: '2026-10-01', to: '2026-10-31' };
    expect(await getFeature(viewer, 'mixed', asked(october, 'source:mixed'))).toMatchObject({ events: 2, users: 2, orgs: 2 });
  });
});

describeWithShared('hostile inputs', 'contracts/hostile-inputs.json', (path) => {
  test('come in without a throw, or are refused alone', async () => {
    const file = join(folder, 'hostile.jsonl');
    const inputs = ['ingest.line', 'row.text', 'row.metadata'].flatMap((surface) => hostileInputs(path, surface));
    writeFileSync(
      file,
      inputs
        .map(({ text }) =>
          JSON.stringify({ event: text, distinct_id: text, properties: { feature: text, surface: text, request_id: text } }),
        )
        .join('\n'),
    );
    const { created, rejected, lines, repeated } = await importUses(viewer, given(file, 'hostile'));
    expect(created + rejected + repeated).toBe(lines);
    expect(rejected).toBeLessThan(lines / 4);
    await listFeatures(viewer, asked({ zone: 'UTC', from: '2026-11-01', to: '2026-11-30' }, 'source:hostile'));
  });
});
