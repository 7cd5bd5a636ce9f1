import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { lineGrammar, parseFilter } from '@/lib/address';
import { database } from '@/lib/database';
import { getDossier, pageOf } from '@/lib/dossier';
import { importActions, importLines } from '@/lib/import';
import { listLines } from '@/lib/logs';
import { compareInstants } from '@/lib/time';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { describeWithShared } from '@/tests/support/shared';

const viewer = systemViewer('test');
const now = '2026-11-22T12:00:00.000000Z';
const rejects = join(tmpdir(), 'tracebook-dossier-rejects.ndjson');
const asked = { now, retentionDays: 3650 };

beforeAll(async () => {
  await freshDatabase();
});

describeWithShared('OpenStack, its audit rows and its logs', 'data', (path) => {
  const files = [`${path}/openstack-logs.ndjson.gz`];
  const taken = () => importLines(viewer, { files, source: 'openstack', rejects, now });

  test('all lines are taken once, with their times', { timeout: 120_000 }, async () => {
    expect(await taken()).toMatchObject({ state: 'finished', lines: 53_071, created: 53_071, rejected: 0 });
    expect(await taken()).toMatchObject({ state: 'finished', lines: 53_071, created: 53_071, resumedAt: 53_071 });
    const [row] = await database('system').execute<Record<string, unknown>>(sql`
      select count(*)::int as lines, count(request_id)::int as identified, count(distinct request_id)::int as requests,
        count(distinct service)::int as services, count(*) filter (where flags && '{future,ancient,no-timestamp}')::int as odd from log_lines`);
    expect(row).toEqual({ lines: 53_071, identified: 33_585, requests: 4_189, services: 18, odd: 0 });
    const { rows } = await listLines(viewer, { filter: parseFilter('', lineGrammar), zone: 'UTC', order: 'asc', limit: 1 });
    expect(rows).toMatchObject([{ time: '2018-06-26T01:21:00.771000Z', service: 'neutron-l3-agent', level: 'debug' }]);
  });

  test('each of the 179 change requests shows its audit row within its lines', { timeout: 120_000 }, async () => {
    await importActions(viewer, { files: [`${path}/openstack-audit.ndjson.gz`], map: 'own', source: 'openstack-audit', rejects, now });
    const requests = await database('system').execute<{ id: string }>(
      sql`select distinct request_id as id from admin_actions where source = 'openstack-audit'`,
    );
    expect(requests).toHaveLength(179);
    const told = [];
    for (const { id } of requests) {
      const { stories, isComplete } = await getDossier(viewer, id, asked);
      const [story] = stories;
      const places = story?.moments.flatMap(({ source }, at) => (source === 'audit' ? [at] : [])) ?? [];
      const times = story?.moments.map(({ time }) => time) ?? [];
      const isOrdered = times.every((time, at) => at === 0 || compareInstants(times[at - 1] ?? '', time) <= 0);
      // At the same time the row follows its line, so that nothing but a line comes first.
      told.push(stories.length === 1 && isComplete && isOrdered && places.length === 1 && (places[0] ?? 0) > 0);
    }
    expect(told.filter(Boolean)).toHaveLength(179);
  });

  test('the request with 3,308 lines pages whole and in order', async () => {
    const dossier = await getDossier(viewer, 'req-54dd9b44-73e0-49d0-8e1b-ab4e7ef1503f', asked);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = pageOf(dossier, { after, source: null, service: null, limit: 200 });
      seen.push(...page.rows.flatMap(({ entry }) => entry.moments.map(({ ref }) => ref)));
      after = page.next;
    } while (after !== null);
    const stored = await database('system').execute<{ ref: string }>(sql`
      select 'line:' || id as ref from log_lines where request_id = 'req-54dd9b44-73e0-49d0-8e1b-ab4e7ef1503f' order by created_at, id`);
    expect(seen).toEqual(stored.map(({ ref }) => ref));
    expect(seen).toHaveLength(3_308);
  });
});

describeWithShared('a train ticket shop of many services', 'data/trainticket-logs.ndjson.gz', (path) => {
  test('shows up to 17 of them in one trace', { timeout: 120_000 }, async () => {
    await importLines(viewer, { files: [path], source: 'trainticket', rejects, now });
    const [widest] = await database('system').execute<{ trace: string; services: number }>(sql`
      select trace_id as trace, count(distinct service)::int as services from log_lines
      where source = 'trainticket' and trace_id is not null group by 1 order by 2 desc limit 1`);
    expect(widest?.services).toBe(17);
    const { stories } = await getDossier(viewer, widest?.trace ?? '', asked);
    expect(stories.map(({ lanes }) => lanes.length)).toEqual([17]);
  });
});
