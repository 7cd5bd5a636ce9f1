import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { beginLook, keepLook } from '@/lib/accounts';
import { database } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

beforeAll(async () => {
  await freshDatabase();
  await database('screens').execute(
    sql`insert into users (id, email, name, role) select 'u_' || n, n || '@example.com', 'U', 'support' from generate_series(1, 9) n`,
  );
});

const person = (id: string, sees: Viewer['sees'] = 'real') => viewerIn([], { kind: 'person', id, sees });

async function look(viewer: Viewer): Promise<string | null | undefined> {
  const begun = await beginLook(viewer);
  if (begun) await keepLook(viewer, begun);
  return begun?.since;
}

async function wait(viewer: Viewer, minutes: number): Promise<void> {
  await database('screens').execute(
    sql`update looks set looked_at = looked_at - make_interval(mins => ${minutes}), before_at = before_at - make_interval(mins => ${minutes})
      where user_id = ${viewer.id}`,
  );
}

test('looks that follow each other are one sitting, in which what is new stays new', async () => {
  const viewer = person('u_1');
  expect(await look(viewer)).toBeNull();
  await wait(viewer, 20);
  expect(await look(viewer)).toBeNull();
  await wait(viewer, 60);
  const since = await look(viewer);
  expect(since).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(await look(viewer)).toBe(since);
  await wait(viewer, 60);
  expect((await look(viewer)) ?? '').not.toBe(since);
});

test('asking remembers nothing, and of two looks at once the later one counts', async () => {
  const viewer = person('u_2');
  const first = await beginLook(viewer);
  const second = await beginLook(viewer);
  const kept = async () => database('screens').execute<{ n: number }>(sql`select count(*)::int as n from looks where user_id = 'u_2'`);
  expect((await kept())[0]?.n).toBe(0);
  if (!first || !second) throw new Error('people look');
  await keepLook(viewer, second);
  await keepLook(viewer, first);
  const [row] = await database('screens').execute<{ same: boolean; before: string | null }>(
    sql`select looked_at = ${second.at}::timestamptz as same, before_at::text as before from looks where user_id = 'u_2'`,
  );
  expect(row).toEqual({ same: true, before: null });
});

test('the sample and what is real are looked at apart, and so are people; programs do not look', async () => {
  await look(person('u_3'));
  await wait(person('u_3'), 60);
  expect(await look(person('u_3', 'sample'))).toBeNull();
  expect(await look(person('u_4'))).toBeNull();
  expect(await look(person('u_3'))).not.toBeNull();
  expect(await beginLook(viewerIn(['*']))).toBeNull();
});
