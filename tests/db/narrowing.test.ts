import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseField, parseFilter } from '@/lib/address';
import { listActions, listFacet, recordActions, subjectHistory } from '@/lib/audit';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const everyone = viewerIn(['*']);
const all = { filter: { terms: [] }, zone: 'UTC' };
const timeoutMs = 300;

let sql: postgres.Sql;

beforeAll(async () => {
  const url = await freshDatabase();
  process.env.DATABASE_URL = `${url}?statement_timeout=${timeoutMs}`;
  sql = postgres(url, { max: 2, onnotice: () => undefined });
  await recordActions(everyone, [{ event_id: 'only', action: 'customer.update', actor_id: 'u_1', metadata: '{"seats": 4}' }], {
    source: 'app',
    now: '2026-10-03T18:02:11.204113Z',
  });
});
afterAll(() => sql?.end());

const list = (q: string) => listActions(everyone, { ...all, filter: parseFilter(q) });

/** Questions that no index answers. */
const wide = [
  'meta.seats:>3',
  'meta.seats:3..5',
  'meta.name:a*',
  'after.seats:<5',
  'meta.active:true',
  'has:meta.seats',
  'has:changed',
  'changed:email',
  'changed:limit_*',
  'actor:*bot',
  '"--"',
];

describe('a question that no index answers', () => {
  test.each(wide)('%s is answered as long as there is little to look at', async (q) => {
    await thinkItHas(1_000);
    await expect(list(q)).resolves.toHaveProperty('rows');
  });

  test.each(wide)('%s is refused on a large table, with what to add', async (q) => {
    await thinkItHas(1_000_000);
    const sentence = `${q} has to look at every action. Add a time to look between, such as created:2026-10, or an actor, a subject or a request.`;
    for (const ask of [list, facetOf]) await expect(ask(q)).rejects.toMatchObject({ code: 'needs-narrowing', message: sentence });
  });

  test.each([
    ...['created:2026-10', 'recorded:>2026-10-01', 'actor:u_1', 'as:u_1', 'subject:customer/c_1', 'request:req-1', 'import:1'],
    ...['trace:4bf92f3577b34da6a3ce929d0e0e4736', 'zoe', 'meta.plan:team'],
  ])('is answered beside %s', async (narrower) => {
    await thinkItHas(1_000_000);
    await expect(list(`meta.seats:>3 ${narrower}`)).resolves.toHaveProperty('rows');
  });

  test.each(['-actor:u_1', 'has:actor', 'actor:*1', 'outcome:success', '-zoe'])('is refused beside %s all the same', async (other) => {
    await thinkItHas(1_000_000);
    await expect(list(`meta.seats:>3 ${other}`)).rejects.toMatchObject({ code: 'needs-narrowing' });
  });

  test.each(wide)('%s is answered in the history of one thing', async (q) => {
    await thinkItHas(1_000_000);
    await expect(subjectHistory(everyone, { ...all, type: 'customer', id: 'c_1', filter: parseFilter(q) })).resolves.toHaveProperty('rows');
  });

  test('in the negative refuses nothing: few rows are left out', async () => {
    await thinkItHas(1_000_000);
    await expect(list('-meta.seats:>3')).resolves.toHaveProperty('rows');
  });
});

describe('a statement that takes longer than a screen may wait', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['a list', () => list('actor:u_1')],
    ['a facet', () => facetOf('actor:u_1')],
    ['a history', () => subjectHistory(everyone, { ...all, type: 'customer', id: 'c_1' })],
  ])('of %s is stopped and told to be narrowed', async (_name, ask) => {
    const start = performance.now();
    await expect(whileNothingMoves(ask)).rejects.toMatchObject({
      code: 'needs-narrowing',
      message: expect.stringMatching(/took too long and was stopped\. Narrow it down/),
    });
    expect(performance.now() - start).toBeGreaterThan(timeoutMs - 50);
    expect(performance.now() - start).toBeLessThan(timeoutMs + 5_000);
  });

  test('leaves nothing running, and the pool as it was', async () => {
    await whileNothingMoves(async () => {
      const asked = await Promise.allSettled(Array.from({ length: 12 }, () => list('actor:u_1')));
      expect(asked.map(({ status }) => status)).toEqual(Array(12).fill('rejected'));
      // A list ends with the first of its questions to be stopped; the others have a moment longer.
      const running = () => sql`
        select query from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`;
      await expect.poll(running, { timeout: timeoutMs + 5_000 }).toEqual([]);
    });
    const asked = await Promise.all(Array.from({ length: 12 }, () => list('actor:u_1')));
    expect(asked.map(({ rows }) => rows.length)).toEqual(Array(12).fill(1));
  });
});

function facetOf(q: string) {
  return listFacet(everyone, { ...all, filter: parseFilter(q), by: parseField('actor') ?? 'day' });
}

/** The estimate that the planner goes by, and with it we. */
async function thinkItHas(rows: number): Promise<void> {
  await sql`update pg_class set reltuples = ${rows} where oid = 'admin_actions'::regclass`;
}

/** As long as this lasts no statement on actions comes to its end. */
function whileNothingMoves<T>(run: () => Promise<T>): Promise<unknown> {
  return sql.begin(async (tx) => {
    await tx`lock table admin_actions in access exclusive mode`;
    return run();
  });
}
