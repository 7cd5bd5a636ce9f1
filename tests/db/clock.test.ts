import postgres from 'postgres';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createToken, findSession, findToken, startSession } from '@/lib/accounts';
import { appendLines, keepDays, listLines } from '@/lib/logs';
import { freshDatabase } from '@/tests/support/database';
import { line } from '@/tests/support/lines';
import { viewerIn } from '@/tests/support/viewers';

/** R13: the clock of the app may be wrong by days; what expires, expires by that of the database. */

const viewer = viewerIn(['*'], { may: ['logs:read', 'logs:write', 'tokens:manage'] });
const hours = 3_600_000;

let sql: postgres.Sql;
beforeAll(async () => {
  sql = postgres(await freshDatabase(), { max: 1, onnotice: () => undefined });
  return () => sql.end();
});
afterEach(() => vi.useRealTimers());

describe.each([-48, 48])('with a clock that is wrong by %s hours', (wrong) => {
  const goWrong = () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + wrong * hours);
  };

  test('days of lines are kept and dropped by when they arrived', async () => {
    await sql`select log_lines_days((now() at time zone 'UTC')::date - 31, (now() at time zone 'UTC')::date - 28)`;
    const [{ due } = { due: '' }] = await sql<{ due: string }[]>`select ((now() at time zone 'UTC')::date - 31)::text as due`;
    goWrong();
    expect(await keepDays({ retentionDays: 30 })).toEqual([due]);
    const days = await sql<
      { day: string }[]
    >`select right(relname, 8) as day from pg_class where relname ~ '^log_lines_[0-9]{8}$' order by 1`;
    const [{ last } = { last: '' }] = await sql<
      { last: string }[]
    >`select to_char((now() at time zone 'UTC')::date + 7, 'YYYYMMDD') as last`;
    expect(days.at(-1)?.day).toBe(last);
    const [{ kept } = { kept: 0 }] = await sql<{ kept: number }[]>`
      select count(*)::int as kept from pg_class where relname = 'log_lines_' || to_char((now() at time zone 'UTC')::date - 30, 'YYYYMMDD')`;
    expect(kept).toBe(1);
    await sql.unsafe(`drop table ${days.slice(0, 3).map(({ day }) => `log_lines_${day}`)}`);
  });

  test('lines are stamped by the database as they arrive', async () => {
    goWrong();
    await appendLines(viewer, [line({ time: '2026-11-03T18:00:00.000000Z', message: `wrong by ${wrong}` })]);
    const [row] = (await listLines(viewer, { filter: { terms: [{ kind: 'words', isNegated: false, text: `by ${wrong}` }] }, zone: 'UTC' }))
      .rows;
    vi.useRealTimers();
    expect(Math.abs(Date.parse(row?.recorded_at ?? '') - Date.now())).toBeLessThan(60_000);
  });

  test('a session ends when its time is over, and not before', async () => {
    const id = `p_${wrong}`;
    await sql`insert into users (id, email, name, role, orgs) values (${id}, ${`p${wrong}@example.com`}, 'Ada', 'support', '{*}')`;
    goWrong();
    const session = await startSession(id, null);
    expect(await findSession(session)).not.toBeNull();
    await sql`update sessions set expires_at = now() + interval '1 second' where id = ${session}`;
    expect(await findSession(session)).not.toBeNull();
    await sql`update sessions set expires_at = now() where id = ${session}`;
    expect(await findSession(session)).toBeNull();
  });

  test('so does a token', async () => {
    goWrong();
    const { text } = await createToken(viewer, { name: `t${wrong}`, scopes: ['logs:read'], orgs: ['*'], days: 1 });
    expect(await findToken(text)).not.toBeNull();
    await sql`update api_tokens set expires_at = now() where name = ${`t${wrong}`}`;
    expect(await findToken(text)).toBeNull();
  });
});
