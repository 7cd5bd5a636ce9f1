import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listActions, recordActions } from '@/lib/audit';
import { settleConfig } from '@/lib/config';
import { schemaFingerprint } from '@/lib/evidence';
import { getCheckpoint, getProof, getTile, leafOf, proofOfLeaves, schemaOf, sealedRows, sealOf, sealState, verifyLog } from '@/lib/seal';
import {
  isIncluded,
  openNote,
  parseCheckpoint,
  parseTlogProof,
  parseVerifierKey,
  rootFromCompactProof,
  tilePath,
  tilesOf,
} from '@/lib/tlog';
import { freshDatabase } from '@/tests/support/database';
import { configureSealing, everybody, nowText, sealAll, verifyAll } from '@/tests/support/sealing';
import { viewerIn } from '@/tests/support/viewers';
import { type FakeWitness, fakeWitness } from '@/tests/upstream/fake-witness';

let sql: postgres.Sql;
let url: string;
let places: ReturnType<typeof configureSealing>;
let witness: FakeWitness;
const repository = mkdtempSync(join(tmpdir(), 'seal-git-'));
const stateFile = join(mkdtempSync(join(tmpdir(), 'seal-state-')), 'state');
const origin = '127.0.0.1:3000/audit';

beforeAll(async () => {
  url = await freshDatabase();
  places = configureSealing();
  witness = await fakeWitness();
  execFileSync('git', ['init', '--quiet', '--bare', repository]);
  Object.assign(process.env, {
    SEAL_STATE: stateFile,
    SEAL_PUBLISH_GIT: `${repository}#main`,
    SEAL_WITNESSES: `${witness.vkey} ${witness.address}/prefix`,
  });
  sql = postgres(url, { max: 3, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await witness.close();
});

const record = (count: number, more: object = {}) =>
  recordActions(
    everybody,
    Array.from({ length: count }, (_, n) => ({ action: 'customer.update', org_id: `org_${n % 2}`, ...more })),
    { now: nowText(), source: 'billing' },
  );
const gitHead = () => execFileSync('git', ['-C', repository, 'show', 'main:checkpoint'], { encoding: 'utf8' });
const vkeyNow = async () => (await sealState(everybody)).vkey ?? '';
const withKeys = (SEAL_KEY: string, SEAL_KEY_PREVIOUS = '') =>
  settleConfig({
    DATABASE_URL: url,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET ?? '',
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    TRACEBOOK_EMBEDDED: 'false',
    SEAL_KEY,
    SEAL_KEY_PREVIOUS,
  });

test('what is recorded is sealed, signed, and published to every place', async () => {
  await sealAll();
  witness.trust(await vkeyNow());
  await record(600);
  const report = await sealAll();
  expect(report).toMatchObject({ outcome: 'sealed', rows: 600, lateRows: 0, failed: [] });
  const key = parseVerifierKey(await vkeyNow());
  const witnessKey = parseVerifierKey(witness.vkey);
  if (!key || !witnessKey) throw new Error('No keys.');
  const published = readFileSync(join(places.folder, 'checkpoint'), 'utf8');
  expect(gitHead()).toBe(published);
  expect(await getCheckpoint(everybody)).toBe(published);
  const opened = openNote(published, [key, witnessKey]);
  expect(opened).toMatchObject({ state: 'signed', by: [{ key: { use: 'note' } }, { key: { use: 'cosignature' } }] });
  expect(opened.state === 'signed' && parseCheckpoint(opened.note.text)).toMatchObject({ origin, size: report.size });
  expect(witness.sizeOf(origin)).toBe(report.size);
  expect(readFileSync(stateFile, 'utf8').split('\n')[1]).toBe(String(report.size));
  // Every tile of the tree is in the folder, and the same as from the API; what was partial and is full now is gone.
  for (const tile of tilesOf(report.size)) {
    expect(readFileSync(join(places.folder, tilePath(tile)))).toEqual(await getTile(everybody, tilePath(tile)));
  }
  expect(existsSync(join(places.folder, 'tile/0/000.p'))).toBe(false);
  expect(await getTile(everybody, 'tile/0/009')).toBeNull();
  expect(await getTile(everybody, 'tile/0/../../secrets')).toBeNull();
});

test('a leaf of a row has its proof, and what is shown of it depends on who looks', async () => {
  const { rows } = await listActions(everybody, { filter: { terms: [] }, zone: 'UTC', limit: 1 });
  const ref = rows[0]?.ref ?? '';
  const leaf = await leafOf(everybody, ref);
  if (leaf === null) throw new Error('It is not sealed.');
  expect(await sealOf(everybody, ref)).toMatchObject({ leaf, kind: 'row', isSigned: true, finding: null });
  const proof = parseTlogProof(await getProof(everybody, leaf));
  const key = parseVerifierKey(await vkeyNow());
  const opened = key && proof && openNote(proof.checkpoint, [key]);
  const head = opened?.state === 'signed' && parseCheckpoint(opened.note.text);
  const [stored] = await sql<{ hash: Buffer }[]>`select hash from seal_leaves where "index" = ${leaf}`;
  if (!proof || !head || !stored) throw new Error('There is no proof.');
  expect(isIncluded({ index: leaf, size: head.size, leaf: stored.hash, root: head.root }, proof.hashes)).toBe(true);
  await expect(getProof(everybody, head.size)).rejects.toMatchObject({ code: 'not-found' });
  const stranger = { ...viewerIn(['org_0']), permissions: new Set<never>() };
  for (const read of [
    () => getProof(stranger, 0),
    () => getCheckpoint(stranger),
    () => getTile(stranger, 'tile/0/000'),
    () => sealState(stranger),
  ])
    await expect(read()).rejects.toMatchObject({ code: 'not-permitted' });
  const reader = viewerIn(['org_0']);
  await expect(verifyLog(reader, { kind: 'whole', now: nowText(), signal: AbortSignal.timeout(1_000) })).rejects.toMatchObject({
    code: 'not-permitted',
  });
});

test('for a bundle there are salts, commitments and one proof for all, and only of rows that one may see', async () => {
  const ids = await sql<
    { id: string; org_id: string }[]
  >`select a.id::text, a.org_id from admin_actions a where a.source = 'billing' order by a.id`;
  const keys = ids.map(({ id }) => id);
  const all = await sealedRows(everybody, 'tracebook', keys);
  expect(all).toHaveLength(600);
  const own = await sealedRows(viewerIn(['org_0']), 'tracebook', keys);
  expect(own.map(({ key }) => key)).toEqual(ids.filter((row) => row.org_id === 'org_0').map(({ id }) => id));
  const columns = await schemaOf(everybody, 'tracebook', all[0]?.schema ?? '');
  expect(schemaFingerprint('tracebook', columns ?? [])).toBe(all[0]?.schema);
  const indices = own.map(({ leaf }) => leaf);
  const leaves = await sql<{ hash: Buffer }[]>`select hash from seal_leaves where "index" = any(${indices}) order by "index"`;
  const size = (await sealState(everybody)).checkpoints[0]?.size ?? 0;
  async function* hashes() {
    for await (const piece of proofOfLeaves(everybody, indices, size)) yield* piece;
  }
  const root = await rootFromCompactProof({ indices, leafAt: (place) => leaves[place]?.hash ?? Buffer.alloc(0), size }, hashes());
  const [signed] = await sql<{ root: Buffer }[]>`select root from seal_checkpoints where size = ${size}`;
  expect(Buffer.from(root ?? [])).toEqual(signed?.root);
});

test('the sample is never sealed, imports are not late, and what is sealed an hour after its time is', async () => {
  await sql`insert into imports (kind, source, started_by) values ('actions', 'x', 'test')`;
  await sql`
    insert into admin_actions (source, event_id, created_at, import_id, action) values
      ('sample/billing', '1', now(), null, 'a.b'), ('billing', 'imported', '2020-01-01', 1, 'a.b'), ('billing', 'late', '2020-01-01', null, 'a.b'),
      ('billing', 'never', '-infinity', null, 'a.b'), ('billing', 'ever', 'infinity', null, 'a.b')`;
  expect(await sealAll()).toMatchObject({ rows: 4, lateRows: 2 });
  const kinds = await sql`
    select a.event_id, l.kind from admin_actions a left join seal_leaves l on l.key = a.id::text and l.source = 'tracebook'
    where a.event_id in ('1', 'imported', 'late', 'never', 'ever') order by a.event_id`;
  expect(kinds.map(({ event_id: id, kind }) => [id, kind])).toEqual([
    ['1', null],
    ['ever', 'row'],
    ['imported', 'row'],
    ['late', 'late-row'],
    ['never', 'late-row'],
  ]);
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', lateRows: 2 });
});

test('a transaction that is slow to commit is sealed when it does, once, and holds up only what began after it', async () => {
  const slow = await sql.reserve();
  await slow`begin`;
  await slow`insert into admin_actions (source, event_id, created_at, action) values ('billing', 'slow', now(), 'a.b')`;
  await record(3);
  await sealAll({ waits: false });
  const sealed = async (event: string) =>
    (
      await sql`select 1 from admin_actions a join seal_leaves l on l.key = a.id::text where a.event_id = ${event} and l.source = 'tracebook'`
    ).length;
  expect(await sealed('slow')).toBe(0);
  expect(await sealState(everybody)).toMatchObject({ waiting: expect.any(Number), heldUpMs: expect.any(Number) });
  await slow`commit`;
  slow.release();
  await sealAll();
  expect(await sealed('slow')).toBe(1);
  const [counts] = await sql`
    select (select count(*)::int from admin_actions where source not like 'sample%') as rows,
      (select count(*)::int from seal_leaves where kind in ('row', 'late-row')) as leaves`;
  expect(counts?.rows).toBe(counts?.leaves);
});

test('something is signed every hour, also where nothing happens', async () => {
  await sealAll();
  const before = (await sealAll()).size;
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update seal_checkpoints set signed_at = signed_at - interval '2 hours'`;
  });
  expect(await sealAll()).toMatchObject({ rows: 0, size: before + 1 });
  expect(await sql`select kind from seal_leaves order by "index" desc limit 1`).toMatchObject([{ kind: 'heartbeat' }]);
  expect(await sealAll()).toMatchObject({ size: before + 1 });
});

describe('a place that fails', () => {
  test('keeps nobody from sealing, is told, and gets all that it lacks afterwards (I9)', async () => {
    witness.fail(500);
    const aside = `${places.folder}-aside`;
    renameSync(places.folder, aside);
    writeFileSync(places.folder, 'in the way');
    renameSync(repository, `${repository}-aside`);
    for (let round = 0; round < 3; round += 1) {
      await record(300);
      const report = await sealAll();
      expect(report).toMatchObject({ outcome: 'sealed', rows: 300 });
      expect([...report.failed].sort()).toEqual(['folder', 'git', 'witness witness.example.com/w1']);
    }
    const failing = await sealState(everybody);
    expect(failing.verdict).toBe('sealing');
    expect(failing.places.filter(({ trouble }) => trouble !== null).map(({ name }) => name)).toEqual([
      'witness witness.example.com/w1',
      'folder',
      'git',
    ]);
    witness.fail(null);
    rmSync(places.folder);
    renameSync(aside, places.folder);
    renameSync(`${repository}-aside`, repository);
    const { size, failed } = await sealAll();
    expect(failed).toEqual([]);
    expect(witness.sizeOf(origin)).toBe(size);
    expect(gitHead().split('\n')[1]).toBe(String(size));
    for (const tile of tilesOf(size)) expect(readFileSync(join(places.folder, tilePath(tile))).length).toBe(32 * tile.width);
    expect((await sealState(everybody)).places.every(({ trouble }) => trouble === null)).toBe(true);
  });

  test('an emptied folder gets everything again', async () => {
    rmSync(places.folder, { recursive: true });
    mkdirSync(places.folder);
    await record(1);
    const { size } = await sealAll();
    for (const tile of tilesOf(size)) expect(readFileSync(join(places.folder, tilePath(tile))).length).toBe(32 * tile.width);
  });
});

describe('another key', () => {
  const next = randomBytes(32).toString('base64');

  test('signs nothing by itself', async () => {
    withKeys(next);
    await record(1);
    await expect(sealAll()).rejects.toThrow(/SEAL_KEY is not the key that this log was signed with/);
    expect(await sealState(everybody)).toMatchObject({ verdict: 'refused', trouble: expect.stringContaining('SEAL_KEY_PREVIOUS') });
  });

  test('signs from a leaf on that both keys have signed, and what was signed before stays good', async () => {
    const before = await getCheckpoint(everybody);
    withKeys(next, places.key);
    await sealAll();
    const [old, young] = (await sealState(everybody)).keys.map(({ vkey }) => parseVerifierKey(vkey));
    if (!old || !young) throw new Error('A key is missing.');
    expect(openNote(before ?? '', [old]).state).toBe('signed');
    const bridges = (await sql<{ note: string }[]>`select note from seal_checkpoints order by size`).filter(
      ({ note }) => openNote(note, [old]).state === 'signed' && openNote(note, [young]).state === 'signed',
    );
    expect(bridges.length).toBeGreaterThan(0);
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
    witness.trust(await vkeyNow());
  });

  test('may be taken where the one before is lost, and the log says so', async () => {
    const third = randomBytes(32).toString('base64');
    withKeys(third);
    await expect(sealAll()).rejects.toThrow(/run npx tracebook seal --new-key/);
    await sealAll({ acceptsNewKey: true });
    witness.trust(await vkeyNow());
    expect((await sealState(everybody)).keys).toHaveLength(3);
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
    expect(await sql`select count(*)::int from seal_leaves where kind = 'key-rotation'`).toEqual([{ count: 2 }]);
  });
});

test('two that seal at once make one log (R18)', async () => {
  const rounds = process.env.TRACEBOOK_FAULTS === 'all' ? 1_000 : 3;
  for (let round = 0; round < rounds; round += 1) {
    await record(5);
    await Promise.all([sealAll(), sealAll()]);
  }
  await sealAll();
  const [counts] = await sql`
    select (select count(*)::int from seal_leaves) as leaves, (select size::int from seal_head) as size,
      (select count(distinct (source, key))::int from seal_leaves where kind in ('row', 'late-row')) as rows,
      (select count(*)::int from admin_actions where source not like 'sample%') as actions`;
  expect(counts).toMatchObject({ leaves: counts?.size, rows: counts?.actions });
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
}, 600_000);

describe('a database that was restored from an older backup', () => {
  const kept = mkdtempSync(join(tmpdir(), 'seal-kept-'));

  test('signs nothing, says why and what to do, whichever place knows better (R19)', async () => {
    const tables = [
      'admin_actions',
      'seal_leaves',
      'seal_tiles',
      'seal_head',
      'seal_checkpoints',
      'seal_schemas',
      'seal_keys',
      'seal_publications',
    ];
    await sealAll();
    for (const table of tables) await sql`create table ${sql(`old_${table}`)} as select * from ${sql(table)}`;
    await record(50);
    const { size } = await sealAll();
    cpSync(places.folder, join(kept, 'folder'), { recursive: true });
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      for (const table of tables) {
        await tx`delete from ${tx(table)}`;
        await tx`insert into ${tx(table)} overriding system value select * from ${tx(`old_${table}`)}`;
      }
    });
    await record(20);
    const refused = new RegExp(`knows a checkpoint of ${size} leaves`);
    await expect(sealAll()).rejects.toThrow(refused);
    expect(await sealState(everybody)).toMatchObject({ verdict: 'refused', trouble: expect.stringContaining('Restore a newer one') });
    // Each place by itself.
    const elsewhere = { state: stateFile, folder: join(places.folder, 'checkpoint') };
    rmSync(elsewhere.state);
    await expect(sealAll()).rejects.toThrow(/the folder of publication knows/);
    rmSync(elsewhere.folder);
    await expect(sealAll()).rejects.toThrow(/the git remote knows/);
    execFileSync('git', ['-C', repository, 'update-ref', '-d', 'refs/heads/main']);
    await expect(sealAll()).rejects.toThrow(/the witness witness.example.com\/w1 knows/);
    expect((await verifyAll()).outcome).not.toBe(null);
  });
});
