import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { type ActionPage, diffsOf, getAction, listActions, listFacet, recordActions, subjectHistory } from '@/lib/audit';
import { startThrowAwayPostgres } from '@/lib/embedded-postgres';
import { askExport, deliverExport } from '@/lib/export';
import { closeForeignTables, inspect, proposeMapping } from '@/lib/foreign-tables';
import { type ChaosProxy, chaosProxy } from '@/tests/support/chaos-proxy';
import { freshDatabase } from '@/tests/support/database';
import { allAsCsv, bytesOf, delivered, fetchExport } from '@/tests/support/exports';
import { manifestIn } from '@/tests/support/manifest';
import { viewerIn } from '@/tests/support/viewers';

/**
 * Three tables of other teams beside ours: one in a database beside it with numeric keys, one on a second server with uuids,
 * one with a key of two columns behind a line that can be cut. All are read by roles that may only SELECT.
 */
const everyone = viewerIn(['*']);
const exporter = viewerIn(['*'], { may: ['audit:read', 'audit:write', 'audit:export'] });
const all = { filter: { terms: [] }, zone: 'UTC' } as const;
const folder = mkdtempSync(join(tmpdir(), 'sources-'));

let crm: postgres.Sql;
let billing: postgres.Sql;
let fleet: postgres.Sql;
let line: ChaosProxy;
let urls: Record<'crm' | 'billing' | 'fleet', string>;

beforeAll(async () => {
  const own = await freshDatabase();
  const second = await startThrowAwayPostgres();
  const owners = {
    crm: await databaseOn(own, 'crm'),
    billing: await databaseOn(second.url, 'billing'),
    fleet: await databaseOn(second.url, 'fleet'),
  };
  const far = new URL(second.url);
  line = await chaosProxy({ host: far.hostname, port: Number(far.port) });
  [crm, billing, fleet] = [owners.crm, owners.billing, owners.fleet].map((url) => postgres(url, { max: 2, onnotice: () => undefined })) as [
    postgres.Sql,
    postgres.Sql,
    postgres.Sql,
  ];
  await crm`create table audit_log (
    id bigint generated always as identity primary key, occurred_at timestamptz not null, user_id integer, verb text not null,
    entity text, entity_id bigint, tenant text, details jsonb)`;
  await billing`create table history (uid uuid primary key, at timestamptz not null, who text, what text not null, invoice text, old jsonb, new jsonb)`;
  await fleet`create table "Device Events" (device text, seq integer, happened timestamp not null, "operator" text, kind text not null, primary key (device, seq))`;
  urls = {
    crm: await readerOf(crm, owners.crm, 'audit_log'),
    billing: await readerOf(billing, owners.billing, 'history'),
    fleet: await readerOf(fleet, owners.fleet, '"Device Events"'),
  };
  const throughLine = new URL(urls.fleet);
  throughLine.port = String(line.port);
  process.env.BILLING_URL = urls.billing;
  configure([
    {
      name: 'crm',
      url: urls.crm,
      table: 'public.audit_log',
      key: 'id',
      columns: {
        created_at: 'occurred_at',
        actor_id: 'user_id',
        action: "t.entity || '.' || t.verb",
        subject_type: 'entity',
        subject_id: 'entity_id',
        org_id: 'tenant',
        metadata: 'details',
      },
    },
    {
      name: 'billing',
      url_from: 'BILLING_URL',
      table: 'history',
      key: ['uid'],
      columns: {
        created_at: 'at',
        actor_id: 'who',
        action: 'what',
        subject_type: "'invoice'",
        subject_id: 'invoice',
        before: 'old',
        after: 'new',
      },
    },
    {
      name: 'fleet',
      url: throughLine.href,
      table: 'public."Device Events"',
      key: ['device', 'seq'],
      columns: { created_at: 'happened', actor_id: 'operator', action: 'kind', org_id: "'org_1'" },
    },
  ]);
  return async () => {
    await closeForeignTables();
    await Promise.all([crm, billing, fleet].map((sql) => sql.end()));
    await line.close();
    await second.stop();
    rmSync(folder, { recursive: true });
  };
}, 60_000);

afterAll(() => {
  delete process.env.TRACEBOOK_SOURCES;
});

beforeEach(async () => {
  line.set('pass');
  await closeForeignTables();
  await crm`truncate audit_log`;
  await billing`truncate history`;
  await fleet`truncate "Device Events"`;
});

describe('one list of four tables', () => {
  test.each(['desc', 'asc'] as const)('is in exact order, %s, page by page and back, also where times are equal', async (order) => {
    const count = await addRows(60);
    const expected = await placesInOrder(order);
    expect(expected).toHaveLength(count);
    const forwards: string[] = [];
    const pages: ActionPage[] = [];
    for (let after: string | null = null; ; ) {
      const page: ActionPage = await listActions(everyone, { ...all, order, limit: 7, after });
      pages.push(page);
      forwards.push(...placesOf(page));
      after = page.next;
      if (after === null) break;
    }
    expect(forwards).toEqual(expected);
    const backwards: string[] = [];
    for (let before = pages.at(-1)?.previous ?? null; before !== null; ) {
      const page: ActionPage = await listActions(everyone, { ...all, order, limit: 7, before });
      backwards.unshift(...placesOf(page));
      before = page.previous;
    }
    expect([...backwards, ...placesOf(pages.at(-1))]).toEqual(expected);
    expect(pages[0]?.count).toEqual({ value: count, capped: false });
  });

  test('gives every row once while two tables are written and a third is cut off and comes back', async () => {
    await addRows(80);
    const before = await placesInOrder('desc');
    const seen: string[] = [];
    const unavailable: number[] = [];
    for (let after: string | null = null, n = 0; ; n += 1) {
      if (n === 4) line.set('cut');
      if (n === 6) line.set('pass');
      await addNewRows(n);
      const page: ActionPage = await listActions(everyone, { ...all, limit: 10, after });
      if (page.sources.some(({ name, verdict }) => name === 'fleet' && verdict === 'unavailable')) unavailable.push(n);
      seen.push(...placesOf(page));
      after = page.next;
      if (after === null) break;
    }
    expect(unavailable).toEqual([4, 5]);
    // What was not shown is of the table that was cut off, and lay where it was said to be missing.
    expect(new Set(seen).size).toBe(seen.length);
    const missed = before.filter((place) => !seen.includes(place));
    expect(missed.every((place) => place.startsWith('fleet'))).toBe(true);
    expect(seen.filter((place) => before.includes(place))).toEqual(before.filter((place) => seen.includes(place)));
    expect(missed.length).toBeGreaterThan(0);
    expect(seen.slice(100).some((place) => place.startsWith('fleet'))).toBe(true);
  }, 60_000);

  test.each(['desc', 'asc'] as const)(
    'is exported whole, %s, in the same order',
    async (order) => {
      await addRows(700);
      const { bytes, ended } = await fetchExport(exporter, { order });
      const rows = parseCsv(bytes) as string[][];
      const places = rows.slice(1, -1).flatMap(([ref = '', , , , , , , , action]) => (action?.startsWith('export.') ? [] : [ref]));
      const listed = (await listAll(order)).filter(({ action }) => !action.startsWith('export.')).map(({ ref }) => ref);
      expect(places).toEqual(listed);
      expect(places.length).toBeGreaterThanOrEqual(2_800);
      const end = await ended;
      expect(manifestIn(end.state === 'whole' ? end.manifest : null).notes).toContainEqual(
        expect.stringMatching(/billing 700, crm 700, fleet 700|crm 700/),
      );
      const json = await fetchExport(exporter, { order, format: 'jsonl', filter: parseFilter('source:fleet') });
      expect(
        json.bytes
          .toString()
          .split('\n')
          .slice(0, -2)
          .map((line) => JSON.parse(line).ref),
      ).toEqual(listed.filter((ref) => ref.startsWith('fleet')));
    },
    60_000,
  );

  test('is not exported with rows missing, nor past what came meanwhile', async () => {
    await addRows(300);
    const record = await askExport(exporter, { ...allAsCsv, filter: parseFilter('source:crm,fleet') });
    await addNewRows(1);
    const { file } = await deliverExport(exporter, record.id, delivered);
    expect((parseCsv(await bytesOf(file)) as string[][]).length).toBe(602);
    line.set('cut');
    await closeForeignTables();
    await expect(askExport(exporter, allAsCsv)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('fleet') });
    line.set('pass');
  }, 60_000);

  test('names in an export the tables that cannot say whose rows they have', async () => {
    await addRows(5);
    const one = { ...exporter, id: 'tok_one', orgs: ['org_1'], permissions: new Set(['audit:read', 'audit:export'] as const) };
    const { ended } = await fetchExport(one);
    const end = await ended;
    expect(manifestIn(end.state === 'whole' ? end.manifest : null).notes).toEqual(
      expect.arrayContaining(['Of the organisations org_1.', 'billing was not looked at: it does not say whose actions it has.']),
    );
  });

  test('finds by every key that a mapping gives', async () => {
    await addRows(40);
    const count = async (q: string) =>
      (await listActions(everyone, { ...all, filter: parseFilter(q), limit: 1_000 })).rows.map(({ source }) => source);
    expect(new Set(await count('actor:7'))).toEqual(new Set(['crm']));
    expect(await count('actor:seven')).toEqual([]);
    expect(new Set(await count('source:billing'))).toEqual(new Set(['billing']));
    expect(new Set(await count('subject:invoice/inv_3'))).toEqual(new Set(['billing']));
    expect(new Set(await count('subject:customer/3'))).toEqual(new Set(['crm']));
    expect(new Set(await count('after.paid:true'))).toEqual(new Set(['billing']));
    expect(new Set(await count('meta.plan:team'))).toEqual(new Set(['crm']));
    expect(new Set(await count('meta.device:d_1'))).toEqual(new Set(['fleet']));
    expect(new Set(await count('"team"'))).toEqual(new Set(['crm']));
    expect(new Set(await count('action:customer'))).toEqual(new Set(['crm']));
    expect(new Set(await count('org:org_1 action:engine.*'))).toEqual(new Set(['fleet']));
  });

  test('has one action by its reference, and what it changed', async () => {
    await addRows(8);
    const page = await listActions(everyone, { ...all, limit: 1_000 });
    for (const row of page.rows)
      expect(await getAction(everyone, row.ref)).toMatchObject({ ref: row.ref, action: row.action, created_at: row.created_at });
    const diffs = await diffsOf(everyone, page.rows);
    const billed = page.rows.filter(({ source }) => source === 'billing');
    expect(billed.every(({ ref }) => diffs.get(ref)?.changes.length === 1)).toBe(true);
    for (const ref of ['crm~x', 'crm~1,2', 'billing~1', 'fleet~d_1', 'fleet~d_1,x', "crm~1' or 1=1", 'nobody~1'])
      expect(await getAction(everyone, ref)).toBeNull();
  });

  test('counts values and tells histories over all of them', async () => {
    await addRows(40);
    const { rows, distinct, missing } = await listFacet(everyone, { ...all, by: { key: 'source' } });
    expect(Object.fromEntries(rows.map(({ value, count }) => [value, count]))).toMatchObject({ crm: 40, billing: 40, fleet: 40 });
    expect([distinct.value, missing]).toEqual([rows.length, []]);
    const history = await subjectHistory(everyone, { ...all, type: 'invoice', id: 'inv_3' });
    expect(new Set(history.rows.map(({ source }) => source))).toEqual(new Set(['billing']));
  });

  test('shows of other organisations nothing, and says what cannot be told apart', async () => {
    await addRows(40);
    const { rows, sources } = await listActions(viewerIn(['org_1']), { ...all, limit: 1_000 });
    expect(new Set(rows.map(({ source, org_id }) => `${source} ${org_id}`))).toEqual(new Set(['app org_1', 'crm org_1', 'fleet org_1']));
    expect(sources.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['billing', 'not-recorded'],
      ['crm', 'found'],
      ['fleet', 'found'],
    ]);
    const [billed] = (await listActions(everyone, { ...all, filter: parseFilter('source:billing'), limit: 1 })).rows;
    expect(await getAction(viewerIn(['org_1']), billed?.ref ?? '')).toBeNull();
  });

  test('has no part in the sample', async () => {
    await addRows(8);
    const { rows, sources } = await listActions({ ...everyone, sees: 'sample' }, all);
    expect([rows, sources]).toEqual([[], []]);
  });
});

describe('a table that gives no answer', () => {
  const readingOf = async (name: string) => {
    const startedAt = performance.now();
    const page = await listActions(everyone, { ...all, limit: 1_000 });
    return { ms: performance.now() - startedAt, rows: page.rows.length, reading: page.sources.find((source) => source.name === name) };
  };

  test('is said within three seconds when its line falls silent, and asked again when it is back', async () => {
    await addRows(8);
    await readingOf('fleet');
    line.set('hold');
    const held = await readingOf('fleet');
    expect(held.reading).toMatchObject({ verdict: 'unavailable', why: 'it did not answer within 2.5 s' });
    expect(held.ms).toBeLessThan(3_000);
    expect(held.rows).toBeGreaterThanOrEqual(24);
    line.set('pass');
    expect((await readingOf('fleet')).reading).toMatchObject({ verdict: 'found' });
  });

  test('is left alone for a while after three failures, and what it holds is asked for by name in vain', async () => {
    await addRows(8);
    const ref = (await listActions(everyone, { ...all, filter: parseFilter('source:fleet'), limit: 1 })).rows[0]?.ref ?? '';
    line.set('cut');
    for (let n = 0; n < 3; n += 1) expect((await readingOf('fleet')).reading?.verdict).toBe('unavailable');
    line.set('pass');
    expect((await readingOf('fleet')).reading?.verdict).toBe('unavailable');
    await expect(getAction(everyone, ref)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('is said when it is locked', async () => {
    await addRows(8);
    await crm.begin(async (tx) => {
      await tx`lock table audit_log in access exclusive mode`;
      const { ms, rows, reading } = await readingOf('crm');
      expect(reading).toMatchObject({ verdict: 'unavailable', why: 'it is locked' });
      expect(ms).toBeLessThan(3_000);
      expect(rows).toBeGreaterThanOrEqual(24);
    });
    expect((await readingOf('crm')).reading).toMatchObject({ verdict: 'found' });
  });

  test('is said when its mapping does not fit any more', async () => {
    await addRows(8);
    await crm`alter table audit_log rename column verb to verbs`;
    try {
      expect((await readingOf('crm')).reading).toMatchObject({ verdict: 'unavailable', why: 'its mapping does not fit the table' });
      expect((await inspect()).find(({ name }) => name === 'crm')).toMatchObject({ problem: 'its mapping does not fit the table' });
    } finally {
      await crm`alter table audit_log rename column verbs to verb`;
    }
  });

  test('leaves facets whole for the others, and is named', async () => {
    await addRows(8);
    line.set('cut');
    const { rows, missing } = await listFacet(everyone, { ...all, by: { key: 'source' } });
    expect(rows.map(({ value }) => value)).not.toContain('fleet');
    expect(missing).toEqual(['fleet']);
  });
});

describe('inspection', () => {
  test('names missing indexes as statements that mend it', async () => {
    const missing = async () =>
      Object.fromEntries((await inspect()).map(({ name, problem, missingIndexes }) => [name, problem ?? missingIndexes]));
    await addRows(400);
    const found = await missing();
    expect(found.crm).toEqual([
      'create index concurrently on public.audit_log (occurred_at, id);',
      'create index concurrently on public.audit_log (user_id, occurred_at, id);',
      'create index concurrently on public.audit_log (entity_id, occurred_at, id);',
      'create index concurrently on public.audit_log (tenant, occurred_at, id);',
      "create index concurrently on public.audit_log ((entity || '.' || verb), occurred_at, id);",
    ]);
    for (const statement of Object.values(found).flat().map(String)) {
      const sql = statement.includes('audit_log') ? crm : statement.includes('history') ? billing : fleet;
      await sql.unsafe(statement.replace(' concurrently', ''));
    }
    expect(await missing()).toEqual({ crm: [], billing: [], fleet: [] });
  });

  test('proposes a mapping from the names of columns', async () => {
    const proposal = await proposeMapping({ name: 'crm', url: urls.crm, table: 'audit_log' });
    expect(proposal.source).toEqual({
      name: 'crm',
      table: 'audit_log',
      key: ['id'],
      columns: {
        created_at: 'occurred_at',
        action: 'verb',
        actor_id: 'user_id',
        subject_id: 'entity_id',
        org_id: 'tenant',
        metadata: 'details',
      },
    });
    expect(proposal.unused).toEqual(['entity']);
    await expect(proposeMapping({ name: 'x', url: urls.crm, table: 'nothing' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('nothing but SELECT and EXPLAIN ever reached a table of another team, and its role may do nothing else', async () => {
  await addRows(8);
  await listActions(everyone, all);
  await inspect();
  await billing`create extension if not exists pg_stat_statements`;
  const sent = await billing<{ query: string }[]>`
    select s.query from pg_stat_statements s join pg_roles r on r.oid = s.userid where r.rolname like 'reader%'`;
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.filter(({ query }) => !/^\s*(select|with|explain)\b/i.test(query))).toEqual([]);
  const reader = postgres(urls.billing, { max: 1, onnotice: () => undefined });
  await expect(reader`delete from history`).rejects.toThrow(/permission denied/);
  await reader.end();
});

/** As many rows for each table, ours included, a third of them at the same moment as their neighbour in another. */
async function addRows(count: number): Promise<number> {
  const at = (n: number) => new Date(Date.UTC(2026, 9, 1) + Math.floor(n / 3) * 60_000).toISOString();
  const existing = (await listActions(everyone, { ...all, filter: parseFilter('source:app'), limit: 1 })).count.value;
  const actions = Array.from({ length: count - existing }, (_, n) => ({
    event_id: `e_${existing + n}`,
    created_at: at(existing + n),
    action: 'thing.update',
    actor_id: 'u_1',
    org_id: n % 2 === 0 ? 'org_1' : 'org_2',
  }));
  if (actions.length > 0) await recordActions(everyone, actions, { now: '2026-11-03T18:02:11.204113Z', source: 'app' });
  for (let n = 0; n < count; n += 1) {
    await crm`insert into audit_log (occurred_at, user_id, verb, entity, entity_id, tenant, details)
      values (${at(n)}, ${n % 9}, 'update', 'customer', ${n % 5}, ${n % 2 === 0 ? 'org_1' : 'org_2'}, ${crm.json({ plan: 'team', n })})`;
    await billing`insert into history values (gen_random_uuid(), ${at(n)}, 'bill', 'invoice.paid', ${`inv_${n % 7}`}, ${billing.json({ paid: false })}, ${billing.json({ paid: true })})`;
    await fleet`insert into "Device Events" values (${`d_${n % 3}`}, ${n}, ${at(n).replace('Z', '')}, 'driver,1%', 'engine.start')`;
  }
  return (await listActions(everyone, { ...all, limit: 1 })).count.value;
}

async function addNewRows(n: number): Promise<void> {
  const at = new Date(Date.UTC(2026, 9, 20) + n * 1_000).toISOString();
  await crm`insert into audit_log (occurred_at, verb, entity) values (${at}, 'new', 'customer')`;
  await recordActions(everyone, [{ event_id: `new_${n}_${at}`, created_at: at, action: 'thing.new' }], {
    now: '2026-11-03T18:02:11.204113Z',
    source: 'late',
  });
}

/** What the order must be, put together without our code: time, then the name of the table, then its key. */
async function placesInOrder(order: 'asc' | 'desc'): Promise<string[]> {
  const own = postgres(process.env.DATABASE_URL ?? '', { max: 1, onnotice: () => undefined });
  const rows = [
    ...(await own`select 'admin_actions' as name, created_at as at, source || '~' || id as place, lpad(id::text, 12, '0') as key from admin_actions`),
    ...(await crm`select 'crm' as name, occurred_at as at, 'crm~' || id as place, lpad(id::text, 12, '0') as key from audit_log`),
    ...(await billing`select 'billing' as name, at, 'billing~' || uid as place, uid::text as key from history`),
    ...(await fleet`
      select 'fleet' as name, happened at time zone 'UTC' as at, 'fleet~' || device || ',' || seq as place, device || lpad(seq::text, 12, '0') as key from "Device Events"`),
  ];
  await own.end();
  const sortable = rows.map(({ name, at, place, key }) => ({ place, by: [new Date(at).toISOString(), name, key].join('|') }));
  sortable.sort((a, b) => (a.by < b.by ? -1 : 1));
  if (order === 'desc') sortable.reverse();
  return sortable.map(({ place }) => place);
}

function placesOf(page: ActionPage | undefined): string[] {
  return (page?.rows ?? []).map(({ ref }) => ref);
}

function configure(audit: readonly object[]): void {
  const file = join(folder, 'sources.json');
  writeFileSync(file, JSON.stringify({ audit }));
  process.env.TRACEBOOK_SOURCES = file;
}

let databases = 0;

async function databaseOn(server: string, name: string): Promise<string> {
  databases += 1;
  const sql = postgres(server, { max: 1, onnotice: () => undefined });
  const database = `${name}_${process.pid}_${databases}`;
  await sql.unsafe(`create database ${database} template template0`);
  await sql.end();
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** A role that may read one table, and its address. */
async function readerOf(sql: postgres.Sql, url: string, table: string): Promise<string> {
  const role = `reader_${process.pid}_${table.replaceAll(/\W/g, '').toLowerCase()}`;
  await sql.unsafe(`create role ${role} login password 'only-to-read'`);
  await sql.unsafe(`grant select on ${table} to ${role}`);
  const reader = new URL(url);
  reader.username = role;
  reader.password = 'only-to-read';
  return reader.href;
}

async function listAll(order: 'asc' | 'desc'): Promise<readonly { readonly ref: string; readonly action: string }[]> {
  const rows: { ref: string; action: string }[] = [];
  for (let after: string | null = null; ; ) {
    const page: ActionPage = await listActions(everyone, { ...all, order, limit: 1_000, after });
    rows.push(...page.rows);
    after = page.next;
    if (after === null) return rows;
  }
}
