import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/address';
import { type ActionPage, countActions, type ListOptions, listActions, recordActions, subjectHistory } from '@/lib/audit';
import { database } from '@/lib/database';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const now = '2026-10-03T18:02:11.204113Z';
const everyone = viewerIn(['*']);
const all = { filter: { terms: [] }, zone: 'UTC' } as const;

/** Every reference that paging gives, in the order in which it gives them. */
async function walk(direction: 'next' | 'previous', options: ListOptions, between?: () => Promise<unknown>): Promise<string[]> {
  const refs: string[] = [];
  for (let cursor: string | null = options.after ?? options.before ?? null, pages = 0; pages === 0 || cursor !== null; pages += 1) {
    const page = await listActions(everyone, { ...options, [direction === 'next' ? 'after' : 'before']: cursor });
    const found = page.rows.map(({ ref }) => ref);
    if (direction === 'next') refs.push(...found);
    else refs.unshift(...found);
    cursor = page[direction];
    await between?.();
  }
  return refs;
}

async function inOrder(order: 'asc' | 'desc') {
  const direction = sql.raw(order);
  const rows = await database('system').execute<{ ref: string }>(
    sql`select source || '~' || id as ref from admin_actions a order by a.created_at ${direction}, a.id ${direction}`,
  );
  return rows.map(({ ref }) => ref);
}

describe('pages of actions', () => {
  beforeAll(async () => {
    await freshDatabase();
    // 130 rows share one second in real logs, and some the microsecond.
    const inputs = Array.from({ length: 1_234 }, (_, n) => ({
      event_id: `e_${n}`,
      action: 'a.b',
      created_at: `2026-10-0${1 + (n % 3)}T10:00:00.${String(n % 130 === 0 ? 0 : (n * 7) % 40).padStart(6, '0')}Z`,
    }));
    for (let at = 0; at < inputs.length; at += 500) await recordActions(everyone, inputs.slice(at, at + 500), { now });
  });

  it.each(['desc', 'asc'] as const)('of 100 give every row once, %s', async (order) => {
    expect(await walk('next', { ...all, order, limit: 100 })).toEqual(await inOrder(order));
  });

  it('give the same rows backwards', async () => {
    const rows = await inOrder('desc');
    let page = await listActions(everyone, { ...all, limit: 100 });
    while (page.next) page = await listActions(everyone, { ...all, limit: 100, after: page.next });
    const back = await walk('previous', { ...all, limit: 100, before: page.previous });
    expect([...back, ...page.rows.map(({ ref }) => ref)]).toEqual(rows);
  });

  it('of any size give every row once', async () => {
    const rows = await inOrder('desc');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 90, max: 2_000 }), fc.constantFrom('asc', 'desc'), async (limit, order) => {
        expect(await walk('next', { ...all, order, limit })).toEqual(order === 'desc' ? rows : [...rows].reverse());
      }),
      { numRuns: 10 },
    );
  });

  it('say where the list ends, and how many rows there are', async () => {
    const page = await listActions(everyone, { ...all, limit: 1_000 });
    expect(page).toMatchObject({ previous: null, count: { value: 1_234, capped: false } });
    const last = await listActions(everyone, { ...all, limit: 1_000, after: page.next });
    expect(last).toMatchObject({ next: null, count: { value: 1_234 } });
    expect(last.rows).toHaveLength(234);
    const back = await listActions(everyone, { ...all, limit: 1_000, before: last.previous });
    expect(back.rows).toEqual(page.rows);
    expect(back.previous).toBeNull();
  });

  it.each([
    [0, 1],
    [-5, 1],
    [2.9, 2],
    [Number.POSITIVE_INFINITY, 1_000],
    [Number.NaN, 1],
  ])('of %d rows have %d', async (limit, length) => {
    expect((await listActions(everyone, { ...all, limit })).rows).toHaveLength(length);
  });

  it.each(['x', '', 'null', 'W10', Buffer.from('["infinity","1\'"]').toString('base64url'), 'a'.repeat(10_000)])(
    'of cursor %j are refused or the first',
    async (after) => {
      if (after === '') expect((await listActions(everyone, { ...all, after })).previous).toBeNull();
      else await expect(listActions(everyone, { ...all, after })).rejects.toMatchObject({ code: 'malformed' });
    },
  );

  it.each(['', 'action:a.b', 'action:a.b,c.d'])('of more than are counted (%j) are the same when that is known', async (text) => {
    const options = { ...all, filter: parseFilter(text), limit: 100, counted: 1_000 };
    for (let time = 0; time < 2; time += 1) {
      expect(await walk('next', options)).toEqual(await inOrder('desc'));
      expect(await listActions(everyone, options)).toMatchObject({ count: { value: 1_000, capped: true } });
    }
    // What is known of one stretch of time is not believed of another, nor of one who sees other rows.
    const narrower = { ...options, filter: parseFilter(`${text} created:2026-10-01`) };
    expect((await listActions(everyone, narrower)).count).toEqual({ value: 412, capped: false });
    expect((await listActions(viewerIn(['org_none']), options)).count).toEqual({ value: 0, capped: false });
  });

  it.each(['', 'action:a.b', 'actor:nobody', 'created:2026-10-02'])('of %j are as many as are counted without them', async (text) => {
    for (const counted of [1_000, 2_000]) {
      const options = { ...all, filter: parseFilter(text), counted };
      const { count, sources } = await listActions(everyone, { ...options, limit: 1 });
      // Once more: then it is known that there are many.
      for (let time = 0; time < 2; time += 1) expect(await countActions(everyone, options)).toEqual({ count, sources });
    }
    await expect(countActions({ ...everyone, permissions: new Set() }, { ...all, filter: parseFilter(text) })).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });

  it.each([
    ['one thing', (options: ListOptions) => subjectHistory(everyone, { ...options, type: 'flag', id: 'f_many' })],
    ['one value', (options: ListOptions) => listActions(everyone, { ...options, filter: parseFilter('after.flag:f_many') })],
  ])('of %s, of more than are counted, are the same when that is known', async (_name, list) => {
    const rows = Array.from({ length: 40 }, (_, n) => ({
      event_id: `s_${n}`,
      action: 'a.b',
      created_at: `2026-10-07T10:00:${String(n % 7).padStart(2, '0')}Z`,
      metadata: JSON.stringify({ after: { flag: 'f_many' } }),
      ...(n % 2 && { subject_type: 'flag', subject_id: 'f_many' }),
    }));
    await recordActions(everyone, rows, { now });
    const pages = async (counted: number) => {
      const found: string[] = [];
      for (let after: string | null = null; ; ) {
        const page: ActionPage = await list({ ...all, limit: 7, counted, after });
        found.push(...page.rows.map(({ ref }) => ref), String(page.count.value));
        after = page.next;
        if (after === null) return found;
      }
    };
    const whole = (await pages(1_000)).filter((one) => one !== '40');
    expect(whole).toHaveLength(40);
    for (let time = 0; time < 2; time += 1) expect((await pages(10)).filter((one) => one !== '10')).toEqual(whole);
  });

  it('give every row once while others are recorded', async () => {
    const before = await inOrder('desc');
    let n = 0;
    const refs = await walk('next', { ...all, limit: 100 }, () => {
      n += 1;
      const times = ['2026-10-01T10:00:00.000003Z', '2026-10-02T10:00:00.000007Z', '2026-10-09T00:00:00Z'];
      return recordActions(
        everyone,
        times.map((created_at, m) => ({ event_id: `late_${n}_${m}`, action: 'a.b', created_at })),
        { now },
      );
    });
    expect(new Set(refs).size).toBe(refs.length);
    const seen = new Set(refs);
    expect(before.filter((ref) => !seen.has(ref))).toEqual([]);
  });
});
