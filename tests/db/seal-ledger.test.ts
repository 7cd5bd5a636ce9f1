import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '@/db';
import { recordActions } from '@/lib/audit';
import { freshDatabase } from '@/tests/support/database';
import { configureSealing, everybody, nowText, otherHabits, sealAll, verifyAll } from '@/tests/support/sealing';

/** A ledger of some tiles, edited past its triggers by somebody who may do anything in the database. */
const rows = 1_300;

let sql: postgres.Sql;
let places: ReturnType<typeof configureSealing>;
let url: string;

beforeAll(async () => {
  url = await freshDatabase();
  places = configureSealing();
  sql = postgres(url, { max: 1, onnotice: () => undefined, connection: { session_replication_role: 'replica' } });
  for (let from = 0; from < rows; from += 650) {
    const actions = Array.from({ length: 650 }, (_, n) => ({
      action: 'a.b',
      actor_id: `u_${from + n}`,
      metadata: `{"n": ${from + n}.50}`,
    }));
    await recordActions(everybody, actions, { now: nowText(), source: 'billing' });
    await sealAll();
  }
  expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', checked: rows + 1 });
}, 120_000);
afterAll(() => sql.end());

describe('an edit of the ledger is found', () => {
  const tables = ['seal_leaves', 'seal_tiles', 'seal_head', 'seal_checkpoints', 'seal_schemas', 'seal_keys', 'admin_actions'] as const;

  beforeEach(async () => {
    for (const table of tables) await sql`create table if not exists ${sql(`kept_${table}`)} as select * from ${sql(table)}`;
  });

  async function putBack(): Promise<void> {
    for (const table of tables) {
      await sql`delete from ${sql(table)}`;
      await sql`insert into ${sql(table)} overriding system value select * from ${sql(`kept_${table}`)}`;
    }
  }

  async function kindsAfter(...edits: readonly string[]) {
    for (const edit of edits) await sql.unsafe(edit);
    const { outcome, found } = await verifyAll();
    await putBack();
    return { outcome, kinds: [...new Set(found.map(({ kind }) => kind))].sort(), leaves: found.map(({ leaf }) => leaf), found };
  }

  test.each([
    ['the hash of a leaf', `update seal_leaves set hash = sha256('x') where "index" = 300`],
    ['a commitment', `update seal_leaves set commitments = overlay(commitments placing sha256('x') from 33) where "index" = 300`],
    ['the kind of a leaf', `update seal_leaves set kind = 'late-row' where "index" = 300`],
    ['the hash of a leaf at the end', `update seal_leaves set hash = sha256('x') where "index" = 1299`],
  ])('%s, and the leaf is named', async (_what, edit) => {
    const { outcome, kinds, leaves } = await kindsAfter(edit);
    expect(outcome).toBe('differs');
    expect(kinds).toContain('leaf');
    expect(leaves).toContain(edit.includes('1299') ? 1_299 : 300);
  });

  test.each([
    ['a seed', `update seal_leaves set seed = sha256('x') where "index" = 300`],
    ['a seed that is gone', `update seal_leaves set seed = null where "index" = 300`],
    ['salts without a word of erasure', `update seal_leaves set seed = null, salts = decode(repeat('00', 352), 'hex') where "index" = 300`],
  ])('%s, and the row is named', async (_what, edit) => {
    const { kinds, found } = await kindsAfter(edit);
    expect(kinds).toEqual(['salt']);
    expect(found).toMatchObject([{ leaf: 300, source: 'tracebook' }]);
  });

  test('a leaf that is gone, and the key of another', async () => {
    expect((await kindsAfter(`delete from seal_leaves where "index" = 300`)).found).toContainEqual(
      expect.objectContaining({ kind: 'leaf', leaf: 300 }),
    );
    const other = await kindsAfter(`update seal_leaves set key = '999999' where "index" = 300`);
    expect(other.found).toContainEqual(
      expect.objectContaining({ leaf: 300, kind: 'deleted', detail: expect.stringContaining('not what the tree holds') }),
    );
    expect(other.kinds).toContain('unsealed');
  });

  test.each([
    [
      'a hash in a tile',
      `update seal_tiles set hashes = overlay(hashes placing sha256('x') from 33) where level = 0 and "index" = 1`,
      'tile',
    ],
    ['the root of a tile', `update seal_tiles set root = sha256('x') where level = 0 and "index" = 1`, 'tile'],
    ['a tile that is gone', `delete from seal_tiles where level = 0 and "index" = 1`, 'tile'],
    ['the root of the head', `update seal_head set root = sha256('x')`, 'head'],
    ['the frontier of the head', `update seal_head set frontier = overlay(frontier placing sha256('x') from 1)`, 'head'],
    ['the size of the head', 'update seal_head set size = size - 1', 'head'],
    ['the text of a checkpoint', `update seal_checkpoints set note = replace(note, 'audit', 'audyt') where size = 651`, 'checkpoint'],
    [
      'a checkpoint for another one',
      'update seal_checkpoints c set note = (select note from seal_checkpoints where size = 651) where size = 1301',
      'checkpoint',
    ],
    ['the fields of a schema', `update seal_schemas set fields = fields - 0`, 'schema'],
    ['a key', `insert into seal_keys select 700, replace(vkey, '+', 'x+') from seal_keys`, 'key'],
  ])('%s', async (_what, edit, kind) => {
    const { outcome, kinds } = await kindsAfter(edit);
    expect(outcome).toBe('differs');
    expect(kinds).toContain(kind);
  });

  test('a row and its leaf made anew together: the tile does not know it', async () => {
    const { found } = await kindsAfter(
      `update admin_actions set actor_id = 'u_forged' where id = (select key::bigint from seal_leaves where "index" = 300)`,
      `update seal_leaves l set commitments = o.commitments, seed = o.seed, hash = o.hash from seal_leaves o where o."index" = 301 and l."index" = 300`,
    );
    expect(found).toContainEqual(expect.objectContaining({ kind: 'leaf', leaf: 300 }));
  });

  test('a ledger that was cut back to an older state of itself: what was published knows more', async () => {
    const cut = [
      'delete from seal_leaves where "index" >= 651',
      'delete from seal_tiles where "index" >= 2',
      'delete from seal_checkpoints where size > 651',
      `delete from admin_actions where id > (select max(key::bigint) from seal_leaves where key is not null)`,
    ];
    // What a ledger of that size would have as its head, as anybody can compute it.
    const { found, kinds } = await kindsAfter(...cut, 'update seal_head set size = 651');
    expect(kinds).toContain('published');
    expect(found.find(({ kind }) => kind === 'published')?.detail).toContain('1301');
  });

  test('a published checkpoint of another key says nothing about us', async () => {
    const file = join(places.folder, 'checkpoint');
    rmSync(file);
    writeFileSync(file, 'garbage');
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
    await sealAll();
  });
});

describe('nothing is found where nothing was done', () => {
  test('after the tables were written anew, and in another form of every setting', async () => {
    for (const table of ['admin_actions', 'seal_leaves', 'seal_tiles']) await sql.unsafe(`vacuum full ${table}`);
    const name = new URL(url).pathname.slice(1);
    for (const [setting, value] of Object.entries(otherHabits)) await sql.unsafe(`alter database ${name} set ${setting} = '${value}'`);
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
    for (const setting of Object.keys(otherHabits)) await sql.unsafe(`alter database ${name} reset ${setting}`);
  });

  test('after columns were added and changed their type, and what is new is sealed with them', async () => {
    await sql`alter table admin_actions add column shift text default 'day', add column cost numeric`;
    await sql`alter table admin_actions alter column surface type varchar(1000)`;
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
    await recordActions(everybody, [{ action: 'with.more' }], { now: nowText(), source: 'billing' });
    await sql`update admin_actions set cost = 1.0 where action = 'with.more'`;
    await sealAll();
    expect(await sql`select count(*)::int from seal_schemas`).toEqual([{ count: 2 }]);
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
    // Only what was sealed with the column is changed by it.
    await sql`update admin_actions set cost = 2.0`;
    const { found } = await verifyAll();
    expect(found.map(({ kind, fields }) => [kind, fields])).toContainEqual(['changed', ['cost']]);
    expect(found.every(({ leaf }) => (leaf ?? 0) >= rows + 1)).toBe(true);
    await sql`update admin_actions set cost = case when action = 'with.more' then 1.0 end`;
    await sql`alter table admin_actions alter column surface type text`;
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
  });

  test('a column that is gone is said, since its text cannot be compared', async () => {
    await sql`alter table admin_actions drop column shift`;
    const { outcome, found } = await verifyAll();
    expect(outcome).toBe('differs');
    expect(found).toContainEqual(expect.objectContaining({ kind: 'unreadable', fields: ['shift'] }));
  });
});

test('honest hands are kept from the ledger by its triggers', async () => {
  const honest = openDatabase(url, 'system');
  const edits = [
    'update seal_leaves set kind = kind',
    'delete from seal_tiles',
    'truncate seal_checkpoints',
    'update seal_head set size = size',
    'delete from seal_head',
    'delete from seal_keys',
    'update seal_schemas set leaf = 0',
    'delete from seal_publications',
  ];
  for (const edit of edits) await expect(honest.$client.unsafe(edit)).rejects.toThrow(/append-only|seal_move/);
  await honest.close();
});

test('a ledger that was changed is not signed on', async () => {
  await recordActions(everybody, [{ action: 'a.b' }], { now: nowText(), source: 'billing' });
  await sql`update seal_tiles set root = sha256('x') where level = 0 and "index" = 1`;
  await expect(sealAll()).rejects.toThrow(/Nothing is (sealed|signed)/);
  rmSync(join(places.folder, 'checkpoint'));
  await expect(sealAll()).rejects.toThrow(/does not go on from the checkpoint/);
});
