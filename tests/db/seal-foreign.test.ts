import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseFilter, printActionRef } from '@/lib/address';
import { listActions } from '@/lib/audit';
import { openZip, policyOf, verifyBundle } from '@/lib/evidence';
import { closeForeignTables } from '@/lib/foreign-tables';
import { eraseRows, liftHold, placeHold } from '@/lib/retention';
import { sealedRows, sealOf, sealState } from '@/lib/seal';
import { signerKey } from '@/lib/tlog';
import { type ChaosProxy, chaosProxy } from '@/tests/support/chaos-proxy';
import { freshDatabase } from '@/tests/support/database';
import { fetchExport } from '@/tests/support/exports';
import { configureSealing, everybody, nowText, sealAll, verifyAll } from '@/tests/support/sealing';

/** Two tables of another team: one whose metadata is the whole row, one with a key of two columns and a mapping of everything. */
let theirs: postgres.Sql;
let sql: postgres.Sql;
let line: ChaosProxy;
let key: ReturnType<typeof signerKey>;

beforeAll(async () => {
  const url = await freshDatabase();
  key = signerKey('127.0.0.1:3000/audit', Buffer.from(configureSealing().key, 'base64'));
  sql = postgres(url, { max: 1, onnotice: () => undefined });
  theirs = postgres(url, { max: 1, onnotice: () => undefined });
  await sql`create table audit_log (id bigint generated always as identity primary key, occurred_at timestamptz not null default now(), who varchar(40), verb text not null, amount numeric)`;
  await sql`create table events (device text, seq integer, at timestamp not null, kind text not null, details jsonb, primary key (device, seq))`;
  await sql`insert into audit_log (who, verb, amount) select 'u_' || n, 'order.ship', n * 1.50 from generate_series(1, 2500) as n`;
  await sql`insert into events select 'truck, 7', n, now() at time zone 'UTC', 'moved', jsonb_build_object('n', n) from generate_series(1, 300) as n`;
  const address = new URL(url);
  line = await chaosProxy({ host: address.hostname, port: Number(address.port) });
  address.host = `127.0.0.1:${line.port}`;
  const file = join(mkdtempSync(join(tmpdir(), 'sources-')), 'sources.json');
  const sources = [
    {
      name: 'crm',
      url: address.href,
      table: 'public.audit_log',
      key: 'id',
      columns: { created_at: 'occurred_at', action: 'verb', actor_id: 'who' },
    },
    {
      name: 'fleet',
      url: address.href,
      table: 'public.events',
      key: ['device', 'seq'],
      columns: { created_at: 'at', action: 'kind', metadata: 'details' },
    },
  ];
  writeFileSync(file, JSON.stringify({ audit: sources }));
  process.env.TRACEBOOK_SOURCES = file;
});
afterAll(async () => {
  await closeForeignTables();
  await Promise.all([sql.end(), theirs.end()]);
  await line.close();
});

const leaves = (source: string) =>
  sql`select key, kind from seal_leaves where source = ${source} and kind in ('row', 'late-row') order by "index"`;

test('all their rows are sealed, once, and what comes later with the next look', { timeout: 120_000 }, async () => {
  expect(await sealAll()).toMatchObject({ rows: 2_800, unasked: [] });
  expect((await leaves('crm')).length).toBe(2_500);
  expect((await leaves('fleet')).map(({ key }) => key)).toContain('truck%2C 7,300');
  await theirs`insert into audit_log (who, verb) values ('u_new', 'order.cancel')`;
  await theirs`insert into audit_log (who, verb, occurred_at) values ('u_old', 'order.cancel', now() - interval '3 days')`;
  expect(await sealAll({ isWhole: false })).toMatchObject({ rows: 2, lateRows: 1 });
  expect(
    (await leaves('crm'))
      .slice(-2)
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['late-row', 'row']);
  expect(await sealAll()).toMatchObject({ rows: 0 });
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
});

test('an added column and another type change nothing of what was sealed', { timeout: 120_000 }, async () => {
  await theirs`alter table audit_log add column region text default 'eu'`;
  await theirs`alter table audit_log alter column who type text`;
  await closeForeignTables();
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
  await theirs`insert into audit_log (who, verb) values ('u_region', 'order.move')`;
  // Besides it what verifying was recorded as.
  expect(await sealAll()).toMatchObject({ rows: 5 });
  expect((await leaves('crm')).length).toBe(2_503);
  expect(await sql`select count(*)::int from seal_schemas where source = 'crm'`).toEqual([{ count: 2 }]);
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
});

test('a row that they change or take out is named, and so is its field', { timeout: 120_000 }, async () => {
  await theirs`update audit_log set amount = 7.5 where id = 4`;
  await theirs`update audit_log set who = 'u_other' where id = 5`;
  await theirs`create temp table taken as select * from events where seq = 9`;
  await theirs`delete from events where seq = 9`;
  const { outcome, found } = await verifyAll();
  expect(outcome).toBe('differs');
  expect(found.map(({ kind, source, key, fields }) => [kind, source, key, fields]).sort()).toEqual([
    ['changed', 'crm', '4', ['metadata']],
    ['changed', 'crm', '5', ['actor_id', 'metadata']],
    ['deleted', 'fleet', 'truck%2C 7,9', []],
  ]);
  expect(await sealOf(everybody, 'crm~4')).toMatchObject({ finding: { kind: 'changed' } });
  expect(await sealOf(everybody, 'crm~6')).toMatchObject({ finding: null, kind: 'row' });
  expect(await sealedRows(everybody, 'crm', ['6'])).toMatchObject([
    { key: '6', fields: expect.arrayContaining([expect.objectContaining({ name: 'action', value: 'order.ship' })]) },
  ]);
  const { rows } = await listActions(everybody, { filter: { terms: [] }, zone: 'UTC', limit: 1 });
  expect(rows).toHaveLength(1);
  await theirs`update audit_log set amount = 6.00, who = 'u_4' where id = 4`;
  await theirs`update audit_log set who = 'u_5' where id = 5`;
  await theirs`insert into events select * from taken`;
});

test('of a row of theirs the salt is erased here: the rest stays proven, with their value gone and with it still there', {
  timeout: 120_000,
}, async () => {
  const why = { reason: 'request 7', approver: 'u_9', now: nowText(), signal: AbortSignal.timeout(60_000) };
  const ref = printActionRef({ source: 'fleet', key: 'truck%2C 7,12' });
  const seal = async () => {
    const [row] = await sql<{ seed: Buffer | null; salts: Buffer | null }[]>`
      select seed, salts from seal_leaves l where l.source = 'fleet' and l.key = 'truck%2C 7,12'`;
    return row;
  };
  const hold = await placeHold(everybody, { source: 'fleet', orgId: null, person: null }, { reason: 'case 1', now: nowText() });
  await expect(eraseRows(everybody, [ref], { ...why, fields: ['metadata'] })).rejects.toMatchObject({ code: 'conflict' });
  expect((await seal())?.seed).not.toBeNull();
  await liftHold(everybody, hold.id, { reason: 'closed', now: nowText() });

  const [redaction] = await eraseRows(everybody, [ref], { ...why, fields: ['metadata'] });
  const gone = await seal();
  expect(gone?.seed).toBeNull();
  const [{ fields } = { fields: [] }] = await sealedRows(everybody, 'fleet', ['truck%2C 7,12']);
  expect(fields.filter(({ salt }) => salt === null).map(({ name }) => name)).toEqual(['metadata']);
  for (const value of ['{"n": 12}', null]) {
    await theirs`update events set details = ${value}::text::jsonb where seq = 12`;
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
    expect(await sealOf(everybody, ref)).toMatchObject({ finding: null });
    const { bytes } = await fetchExport(everybody, { format: 'bundle', filter: parseFilter('source:fleet') });
    const read = async (offset: number, length: number) => new Uint8Array(bytes.subarray(offset, offset + length));
    const verdict = await verifyBundle(await openZip({ size: bytes.length, read }), { policy: policyOf([key]), checkpoint: null });
    expect(verdict).toMatchObject({ code: 0, findings: [], provenRows: 300 });
    expect(verdict.erased).toMatchObject([{ row: 'fleet~truck%2C 7,12', fields: ['metadata'], by: redaction, reason: 'request 7' }]);
    await sealAll();
  }
  // What was not erased is still compared.
  await theirs`update events set kind = 'stopped' where seq = 12`;
  expect((await verifyAll()).found).toMatchObject([{ kind: 'changed', source: 'fleet', key: 'truck%2C 7,12', fields: ['action'] }]);
  await theirs`update events set kind = 'moved' where seq = 12`;
});

test('a table that gives no answer holds up nothing else, and what it holds is not said to be as sealed', {
  timeout: 120_000,
}, async () => {
  line.set('cut');
  await sql`insert into admin_actions (source, event_id, created_at, action) values ('billing', 'while-cut', now(), 'a.b')`;
  const report = await sealAll();
  expect(report.unasked.map(({ source }) => source)).toEqual(['crm', 'fleet']);
  expect(
    await sql`select 1 from seal_leaves l join admin_actions a on l.key = a.id::text where a.event_id = 'while-cut' and l.source = 'tracebook'`,
  ).toHaveLength(1);
  expect((await sealState(everybody)).unasked.map(({ name }) => name)).toEqual(['source crm', 'source fleet']);
  const run = await verifyAll();
  expect(run.outcome).toBe('incomplete');
  expect(run.why).toContain('crm');
});
