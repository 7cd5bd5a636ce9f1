import { createHash } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import {
  type BundleField,
  type BundleRow,
  policyOf,
  printLeaf,
  printPolicy,
  type Verdict,
  verifyBundle,
  writeBundle,
} from '@/lib/evidence';
import {
  erasePerson,
  eraseRows,
  expireActions,
  expireByItself,
  liftHold,
  listHolds,
  listRetentionSources,
  placeHold,
  previewExpiry,
  previewRule,
  setRetention,
} from '@/lib/retention';
import { bundleCheckpoint, entryLeaves, getTile, leafOf, sealEntries, sealedRows } from '@/lib/seal';
import { nodesFromTiles, parseCheckpoint, parseNote, signerKey, tilePath, tilesOf } from '@/lib/tlog';
import { filesOf } from '@/tests/support/bundles';
import { freshDatabase } from '@/tests/support/database';
import { configureSealing, everybody, nowText, sealAll, verifyAll } from '@/tests/support/sealing';
import { viewerIn } from '@/tests/support/viewers';

/** I7 of the reliability goals, whole under `npm run test:faults`. */
const isWhole = process.env.TRACEBOOK_FAULTS === 'all';
const many = isWhole ? 1_000 : 120;
const guesses = isWhole ? 1_000_000 : 20_000;

let sql: postgres.Sql;
/** As an administrator of the database, whom no trigger stops. */
let mighty: postgres.Sql;
let key: ReturnType<typeof signerKey>;

beforeAll(async () => {
  const url = await freshDatabase();
  const sealing = configureSealing();
  key = signerKey('127.0.0.1:3000/audit', Buffer.from(sealing.key, 'base64'));
  sql = postgres(url, { max: 2, onnotice: () => undefined });
  mighty = postgres(url, { max: 1, onnotice: () => undefined, connection: { session_replication_role: 'replica' } });
});
afterAll(async () => {
  await sql.end();
  await mighty.end();
});

const why = () => ({ reason: 'request 7', approver: 'u_9', now: nowText(), signal: AbortSignal.timeout(120_000) });

async function record(count: number, given: object, source = 'app', { isSealed = true } = {}): Promise<string[]> {
  const rows = Array.from({ length: count }, () => ({ action: 'customer.update', ...given }));
  const recorded = await recordActions(everybody, rows, { now: nowText(), source });
  if (isSealed) await sealAll();
  return recorded.map((one) => ('ref' in one ? String(one.ref) : ''));
}

async function rowsOf(refs: readonly string[]): Promise<Record<string, unknown>[]> {
  const ids = refs.map((ref) => ref.split('~')[1] ?? '0');
  return sql`select * from admin_actions a where a.id = any(${ids}::bigint[]) order by a.id`;
}

/** A bundle of every sealed row of a source, as an export makes it, and what the verifier says of it. */
async function bundleOf(source: string): Promise<{ readonly verdict: Verdict; readonly files: Map<string, Uint8Array> }> {
  const checkpoint = await bundleCheckpoint(everybody);
  if (!checkpoint) throw new Error('There is no checkpoint.');
  const head = parseCheckpoint(parseNote(checkpoint.note)?.text ?? '');
  const size = head?.size ?? 0;
  const ids = await sql<{ id: string }[]>`select id::text from admin_actions a where a.source = ${source} order by a.id`;
  const sealed = (
    await sealedRows(
      everybody,
      'tracebook',
      ids.map(({ id }) => id),
    )
  ).filter(({ leaf }) => leaf < size);
  const rows: BundleRow[] = sealed.map(({ fields, ...row }) => ({
    ...row,
    fields: fields.map(
      ({ name, value, salt, commitment }): BundleField =>
        salt ? { name, state: 'shown', value, salt } : { name, state: 'erased', commitment },
    ),
  }));
  const tile = async (id: { level: number; index: number; width: number }) =>
    new Uint8Array((await getTile(everybody, tilePath(id))) ?? new Uint8Array(0));
  const files = new Map<string, Uint8Array>();
  async function* each() {
    yield* rows;
  }
  const writing = writeBundle({
    rows: each(),
    entries: async () => (await entryLeaves(everybody, ['redaction'], size)).map(({ leaf, entry }) => ({ leaf, entry })),
    checkpoint: checkpoint.note,
    readNodes: nodesFromTiles(size, tile),
    policy: printPolicy(policyOf([key])),
    key,
    describe: async () => ({
      exportId: 'exp_1',
      madeAt: nowText(),
      asOf: nowText(),
      filter: `source:${source}`,
      filterWords: source,
      zone: 'UTC',
      viewer: { id: 'u_9', label: 'Ada' },
      reason: null,
      notSealed: 0,
      first: null,
      last: null,
      masking: { profile: 'none', withheld: [] },
      notes: [],
    }),
  });
  for await (const { name, chunks } of writing) {
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(chunk);
    files.set(name, Buffer.concat(pieces));
  }
  return { files, verdict: await verifyBundle(filesOf(files, 100_000), { policy: policyOf([key]), checkpoint: null }) };
}

describe('erasing a person', () => {
  test('takes values and salts out of their actions and nothing else; the rest stays proven, and the log says what went', async () => {
    const metadata = JSON.stringify({ note: 'called Ann@Example.com', n: 1 });
    const theirs = await record(
      many,
      { actor_id: 'u_ann', actor_label: 'Ann', subject_id: 'c_1', subject_label: 'Customer', metadata },
      'erase',
    );
    const others = await record(20, { actor_id: 'u_bob', actor_label: 'Bob', subject_id: 'u_ann', subject_label: 'Ann' }, 'erase');
    const unrelated = await record(20, { actor_id: 'u_bob', actor_label: 'Bob', metadata: '{"about":"nobody"}' }, 'erase');
    await sql`insert into log_lines (created_at, source, message, raw, user_id) values (now(), 'app', 'x', 'x', 'u_ann'), (now(), 'app', 'mail to ann@example.com', 'mail to ann@example.com', 'u_bob')`;
    await sql`insert into usage_events (created_at, source, event_id, trust, event, user_id) values (now(), 'app', 'e1', 'server', 'opened', 'u_ann')`;
    const before = await rowsOf(unrelated);

    const rehearsal = await erasePerson(everybody, 'u_ann', { ...why(), words: ['ann@example.com'], isRehearsal: true });
    expect(rehearsal.redactions).toEqual([]);
    expect((await rowsOf(theirs))[0]).toMatchObject({ actor_id: 'u_ann' });

    const report = await erasePerson(everybody, 'u_ann', { ...why(), words: ['ann@example.com'] });
    expect(report).toMatchObject({
      actions: many + 20,
      held: 0,
      fields: { actor_id: many, actor_label: many, metadata: many, subject_id: 20, subject_label: 20 },
    });
    expect(report.redactions.length).toBe(2);
    expect(report.leftovers).toMatchObject([
      { table: 'log_lines', own: 1, done: 'removed', mentioned: 1 },
      { table: 'usage_events', own: 1, done: 'removed', mentioned: 0 },
      { table: 'transactions', own: 0 },
      { table: 'error_events', own: 0, done: 'unnamed' },
      { table: 'issue_people', own: 0 },
    ]);
    for (const row of await rowsOf(theirs))
      expect(row).toMatchObject({ actor_id: null, actor_label: null, metadata: {}, subject_id: 'c_1', action: 'customer.update' });
    for (const row of await rowsOf(others)) expect(row).toMatchObject({ actor_id: 'u_bob', subject_id: null, subject_label: null });
    expect(await rowsOf(unrelated)).toEqual(before);
    expect(await sql`select 1 from admin_actions a where a::text ilike '%u\\_ann%' or a::text ilike '%ann@example%'`).toEqual([]);
    expect(await sql`select 1 from seal_leaves l where seed is not null and l."index" = any(${await leavesOf(theirs)}::bigint[])`).toEqual(
      [],
    );

    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
    const { verdict } = await bundleOf('erase');
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ code: 0, provenRows: many + 40 });
    expect(verdict.erased.length + verdict.unlistedErased).toBe(many + 20);
    expect(verdict.erased[0]).toMatchObject({ reason: 'request 7', fields: expect.arrayContaining(['actor_id']) });
  }, 120_000);

  test('is recorded with reason and approver, and never with the person', async () => {
    const rows = await sql<{ text: string }[]>`select a::text as text from admin_actions a where a.action = 'evidence.erased'`;
    expect(rows.length).toBe(1);
    expect(rows[0]?.text).toContain('request 7');
    expect(rows[0]?.text).not.toMatch(/u_ann|ann@/i);
  });

  test('of what was erased nothing can be guessed from what is public', async () => {
    await record(1, { actor_id: 'guess17@example.com', actor_label: null }, 'guess');
    await erasePerson(everybody, 'guess17@example.com', { ...why(), words: [] });
    const { verdict, files } = await bundleOf('guess');
    expect(verdict.code).toBe(0);
    const head = parseCheckpoint(parseNote(Buffer.from(files.get('checkpoint.txt') ?? []).toString())?.text ?? '');
    const known = new Set<string>();
    for (const id of tilesOf(head?.size ?? 0)) {
      const bytes = Buffer.from((await getTile(everybody, tilePath(id))) ?? []);
      for (let at = 0; at < bytes.length; at += 32) known.add(bytes.subarray(at, at + 32).toString('hex'));
    }
    const text = [...files.values()].map((bytes) => Buffer.from(bytes).toString('latin1')).join('\n');
    for (const [found] of text.matchAll(/[A-Za-z0-9+/]{43}=/g)) known.add(Buffer.from(found, 'base64').toString('hex'));
    expect(text).not.toContain('guess17');
    const head32 = Buffer.concat([
      Buffer.from('auditfield/v1\0'),
      Buffer.alloc(16),
      Buffer.from([0, 8]),
      Buffer.from('actor_id'),
      Buffer.from([1]),
    ]);
    let hits = 0;
    for (let n = 0; n < guesses; n += 1) {
      const guess = Buffer.from(`guess${n}@example.com`);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(guess.length);
      for (const input of [guess, Buffer.concat([head32, length, guess]), Buffer.concat([Buffer.from([0]), guess])]) {
        if (known.has(createHash('sha256').update(input).digest('hex'))) hits += 1;
      }
    }
    expect(known.size).toBeGreaterThan(100);
    expect(hits).toBe(0);
  }, 600_000);

  test('a salt that somebody took away without a leaf of the log is found, each of them', async () => {
    await record(many, { actor_id: 'u_cy' }, 'salts');
    await sealAll();
    await mighty`create table salts_kept as select "index", seed from seal_leaves where kind in ('row', 'late-row') and seed is not null
      and key in (select id::text from admin_actions where source = 'salts')`;
    await mighty`update seal_leaves set seed = null where "index" in (select "index" from salts_kept)`;
    const verified = await verifyAll();
    expect(verified.outcome).toBe('differs');
    expect(verified.found.filter(({ kind }) => kind === 'salt').length).toBe(many);
    const { verdict } = await bundleOf('salts');
    expect(verdict.code).toBe(1);
    expect(verdict.findings[0]?.text).toContain('no redaction leaf says that it was erased');
    await mighty`update seal_leaves l set seed = k.seed from salts_kept k where l."index" = k."index"`;
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
  }, 120_000);

  test('single fields of single actions, again and again', async () => {
    const [ref = ''] = await record(1, { actor_id: 'u_dee', trace_id: 'a'.repeat(32), metadata: '{"ip":"203.0.113.9"}' }, 'single');
    await eraseRows(everybody, [ref], { ...why(), fields: ['metadata'] });
    await eraseRows(everybody, [ref], { ...why(), fields: ['trace_id'] });
    expect((await rowsOf([ref]))[0]).toMatchObject({ actor_id: 'u_dee', trace_id: null, metadata: {} });
    const { verdict } = await bundleOf('single');
    expect(verdict).toMatchObject({ code: 0 });
    expect(verdict.erased.map(({ fields }) => fields)).toEqual([['metadata'], ['trace_id']]);
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
  });

  test.each([
    ['a reason', { reason: ' ' }],
    ['an approver', { approver: '' }],
    ['fields', { fields: [] }],
    ['fields that can be erased', { fields: ['action'] }],
  ])('demands %s', async (_what, given) => {
    const [ref = ''] = await record(1, { actor_id: 'u_eve' }, 'demands');
    await expect(eraseRows(everybody, [ref], { ...why(), fields: ['actor_id'], ...given })).rejects.toMatchObject({ code: 'malformed' });
    expect((await rowsOf([ref]))[0]).toMatchObject({ actor_id: 'u_eve' });
  });

  test('is refused to a viewer who may not', async () => {
    const support = viewerIn(['o_1']);
    await expect(erasePerson(support, 'u_bob', { ...why(), words: [] })).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(eraseRows(support, ['app~1'], { ...why(), fields: ['metadata'] })).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(placeHold(support, { source: null, orgId: null, person: null }, { reason: 'x', now: nowText() })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await expect(expireActions(support, why())).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(setRetention(support, 'app', { days: 1, now: nowText() })).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

describe('the functions of the database do no more than the log says', () => {
  test('no erasure without a redaction leaf, of other leaves, or of what an action is', async () => {
    const [ref = ''] = await record(1, { actor_id: 'u_fay' }, 'guarded');
    await sealAll();
    const leaf = (await leafOf(everybody, ref)) ?? -1;
    const salts = Buffer.alloc(16 * 22);
    await expect(sql`select erase_fields(${leaf}, ${[leaf]}::bigint[], array[${salts}::bytea])`).rejects.toThrow('is no redaction');
    const [redaction] = await sql<
      { index: string }[]
    >`select "index"::text from seal_leaves where kind = 'redaction' order by "index" limit 1`;
    await expect(sql`select erase_fields(${redaction?.index ?? 0}, ${[leaf]}::bigint[], array[${salts}::bytea])`).rejects.toThrow(
      'does not say',
    );
    await expect(sql`select drop_expired(${redaction?.index ?? 0})`).rejects.toThrow('is no retention');
    await expect(sql`update admin_actions set actor_id = null where source = 'guarded'`).rejects.toThrow('append-only');
    await expect(sql`delete from admin_actions where source = 'guarded'`).rejects.toThrow('append-only');
    await expect(sql`update seal_leaves set seed = null where "index" = ${leaf}`).rejects.toThrow('append-only');
    expect((await rowsOf([ref]))[0]).toMatchObject({ actor_id: 'u_fay' });
  });
});

describe('a legal hold', () => {
  test('beats erasure, of the person alone whom it is about, until it is lifted', async () => {
    const [held = ''] = await record(1, { actor_id: 'u_gus', subject_id: 'c_9' }, 'hold');
    const [free = ''] = await record(1, { actor_id: 'u_gus', subject_id: 'c_8' }, 'hold');
    const hold = await placeHold(everybody, { source: 'hold', orgId: null, person: 'c_9' }, { reason: 'case 4', now: nowText() });
    const report = await erasePerson(everybody, 'u_gus', { ...why(), words: [] });
    expect(report).toMatchObject({ actions: 1, held: 1 });
    expect((await rowsOf([held]))[0]).toMatchObject({ actor_id: 'u_gus' });
    expect((await rowsOf([free]))[0]).toMatchObject({ actor_id: null });
    await expect(eraseRows(everybody, [held], { ...why(), fields: ['actor_id'] })).rejects.toMatchObject({ code: 'conflict' });
    expect(await listHolds(everybody)).toMatchObject([{ id: hold.id, person: 'c_9', liftedAt: null }]);
    await expect(sql`delete from holds`).rejects.toThrow('lifted once');
    await expect(sql`update holds set person = 'x'`).rejects.toThrow('lifted once');
    await liftHold(everybody, hold.id, { reason: 'closed', now: nowText() });
    await expect(liftHold(everybody, hold.id, { reason: 'closed', now: nowText() })).rejects.toMatchObject({ code: 'not-found' });
    expect(await erasePerson(everybody, 'u_gus', { ...why(), words: [] })).toMatchObject({ actions: 1, held: 0 });
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
  });

  test('needs a reason, and so does its end', async () => {
    await expect(placeHold(everybody, { source: null, orgId: null, person: null }, { reason: '', now: nowText() })).rejects.toMatchObject({
      code: 'malformed',
    });
    await expect(liftHold(everybody, '1', { reason: '', now: nowText() })).rejects.toMatchObject({ code: 'malformed' });
  });
});

describe('retention', () => {
  const old = '2020-01-01T00:00:00.000000Z';
  beforeEach(async () => {
    for (const { id, liftedAt } of await listHolds(everybody))
      if (!liftedAt) await liftHold(everybody, id, { reason: 'test', now: nowText() });
  });

  test('shows what would go, and takes out only what is old, sealed, published and not held', async () => {
    const gone = await record(25, { actor_id: 'u_hal', created_at: old }, 'expire');
    const heldRefs = await record(5, { actor_id: 'u_held', created_at: old }, 'expire');
    const young = await record(10, { actor_id: 'u_hal' }, 'expire');
    const elsewhere = await record(3, { actor_id: 'u_hal', created_at: old }, 'kept');
    gone.push(...(await record(5, { actor_id: 'u_hal', created_at: old }, 'expire', { isSealed: false })));
    await placeHold(everybody, { source: null, orgId: null, person: 'u_held' }, { reason: 'case 5', now: nowText() });
    await setRetention(everybody, 'expire', { days: 365, now: nowText() });
    expect(await previewExpiry(everybody)).toMatchObject([
      { source: 'expire', days: 365, expired: 35, oldest: old, goes: 25, held: 5, notSealed: 5, notPublished: 0 },
    ]);
    await sealAll();
    expect(await previewExpiry(everybody)).toMatchObject([{ goes: 30, held: 5, notSealed: 0 }]);
    const [report] = await expireActions(everybody, why());
    expect(report).toMatchObject({ source: 'expire', rows: 30, leaves: [expect.any(Number)] });
    expect(await rowsOf(gone)).toEqual([]);
    expect((await rowsOf([...heldRefs, ...young, ...elsewhere])).length).toBe(18);
    expect(await expireActions(everybody, why())).toMatchObject([{ rows: 0, leaves: [] }]);
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
    expect((await bundleOf('expire')).verdict).toMatchObject({ code: 0, provenRows: 15 });
  }, 120_000);

  test('happens by itself a day after it was said, in one process at a time, and says how it went', async () => {
    const signal = AbortSignal.timeout(60_000);
    const later = new Date(Date.now() + 25 * 3_600_000).toISOString().replace('Z', '000Z');
    await setRetention(everybody, 'expire', { days: null, now: nowText() });
    await record(60, { created_at: old }, 'itself');
    const [held = ''] = await record(1, { actor_id: 'u_held', created_at: old }, 'itself');
    await placeHold(everybody, { source: 'itself', orgId: null, person: 'u_held' }, { reason: 'case 6', now: nowText() });
    const rule = { source: 'itself', days: 30 };
    expect(await previewRule(everybody, rule)).toMatchObject({ expired: 61, goes: 60, held: 1, isCapped: false });
    expect(await previewRule(everybody, { ...rule, most: 20 })).toMatchObject({ expired: 21, isCapped: true });
    expect(await listRetentionSources(everybody)).toEqual(expect.arrayContaining(['expire', 'itself', 'tracebook']));
    await setRetention(everybody, 'itself', { days: 30, surface: '/settings/retention', now: nowText() });

    expect(await expireByItself({ now: nowText(), signal })).toEqual([]);
    await sql`update seal_states set trouble = 'Nothing is sealed: a test' where name = 'sealing'`;
    expect(await expireByItself({ now: later, signal, batchRows: 25 })).toMatchObject([
      { source: 'itself', rows: 0, trouble: expect.stringContaining('/evidence') },
    ]);
    await sealAll();

    const both = await Promise.all([
      expireByItself({ now: later, signal, batchRows: 25 }),
      expireByItself({ now: later, signal, batchRows: 25 }),
    ]);
    const reports = both.flat();
    expect(reports.reduce((sum, { rows }) => sum + rows, 0)).toBe(60);
    expect(reports.flatMap(({ leaves }) => leaves)).toHaveLength(3);
    expect((await rowsOf([held])).length).toBe(1);
    expect(await previewExpiry(everybody)).toMatchObject([{ expired: 1, held: 1, goes: 0, lastRun: { trouble: null } }]);
    const told =
      await sql`select actor_id, surface, subject_id from admin_actions a where a.action = 'retention.expired' and subject_id = 'itself'`;
    expect(told).toMatchObject([{ actor_id: 'retention', surface: 'background', subject_id: 'itself' }]);
    await sealAll();
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
  }, 120_000);

  test('is nothing for who sees some organisations alone, whatever else they may', async () => {
    const some = viewerIn(['o_1'], { may: ['retention:manage'] });
    const refused = { code: 'not-permitted' };
    await expect(setRetention(some, 'app', { days: 1, now: nowText() })).rejects.toMatchObject(refused);
    await expect(previewExpiry(some)).rejects.toMatchObject(refused);
    await expect(previewRule(some, { source: 'app', days: 1 })).rejects.toMatchObject(refused);
    await expect(listHolds(some)).rejects.toMatchObject(refused);
    await expect(erasePerson(some, 'u_bob', { ...why(), words: [] })).rejects.toMatchObject(refused);
  });

  test('a row that is gone without a leaf that says so is found', async () => {
    const [ref = ''] = await record(1, { actor_id: 'u_ivy', created_at: old }, 'taken');
    await sealAll();
    await mighty`delete from admin_actions where source = 'taken'`;
    const verified = await verifyAll();
    expect(verified.found.map(({ kind, key: id }) => [kind, id])).toEqual([['deleted', ref.split('~')[1]]]);
  });

  test('the function refuses what is held, too young or not published, though a leaf of the log names it', async () => {
    const [ref = ''] = await record(1, { actor_id: 'u_jo' }, 'young');
    await sealAll();
    const leaf = (await leafOf(everybody, ref)) ?? -1;
    const says = (leaves: string, days: string) =>
      printLeaf({ kind: 'retention', attributes: { at: nowText(), days, leaves, source: 'tracebook' }, commitments: [] });
    const young = await sealEntries(everybody, [says(String(leaf), '30')]);
    await expect(sql`select drop_expired(${young})`).rejects.toThrow('it is not old enough');
    const unpublished = await sealEntries(everybody, [says(String(leaf + 1_000), '30')]);
    await expect(sql`select drop_expired(${unpublished})`).rejects.toThrow('no published checkpoint');
    expect((await rowsOf([ref])).length).toBe(1);
  });

  test.each([0, -1, 1.5, 100_000])('is no %d days', async (days) => {
    await expect(setRetention(everybody, 'app', { days, now: nowText() })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('is not for the sample', async () => {
    await expect(setRetention(everybody, 'sample/app', { days: 3, now: nowText() })).rejects.toMatchObject({ code: 'malformed' });
  });
});

async function leavesOf(refs: readonly string[]): Promise<number[]> {
  const ids = refs.map((ref) => ref.split('~')[1] ?? '');
  const rows = await sql<
    { index: string }[]
  >`select "index"::text from seal_leaves where source = 'tracebook' and key = any(${ids}::text[])`;
  return rows.map(({ index }) => Number(index));
}
