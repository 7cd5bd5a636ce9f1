import postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { lineGrammar, parseFilter } from '@/lib/address';
import { appendLines, getLine, hasRealLines, keepDays, lineBars, listLineFacets, listLines, logStore } from '@/lib/logs';
import { freshDatabase } from '@/tests/support/database';
import { line } from '@/tests/support/lines';
import { viewerIn } from '@/tests/support/viewers';

const may = ['logs:read', 'logs:write', 'metrics:read'] as const;
const everyone = viewerIn(['*'], { may });
const asked = (text: string) => ({ filter: parseFilter(text, lineGrammar), zone: 'UTC' });
const at = (second: number) => `2026-11-03T18:00:${String(second).padStart(2, '0')}.000001Z`;
const messages = async (text: string, viewer = everyone) =>
  (await listLines(viewer, { ...asked(text), order: 'asc' })).rows.map(({ message }) => message);

let url: string;
beforeAll(async () => {
  url = await freshDatabase();
  await appendLines(everyone, [
    line({ time: at(1), message: 'GET /v1/cart', service: 'edge', requestId: 'req-1', orgId: 'org_1', method: 'GET', route: '/v1/cart' }),
    line({ time: at(1), message: 'cart loaded', service: 'cart', requestId: 'req-1', orgId: 'org_1', userId: 'u_1', durationMs: 12.5 }),
    line({
      time: at(2),
      message: 'payment timed out',
      service: 'billing',
      level: 'error',
      requestId: 'req-1',
      orgId: 'org_1',
      status: 504,
    }),
    line({
      time: at(3),
      message: 'retrying',
      service: 'billing',
      level: 'warn',
      orgId: 'org_2',
      attributes: '{"db":{"system":"pg"},"n":9007199254740993}',
    }),
    line({
      time: at(4),
      message: 'gave up',
      service: 'billing',
      level: 'fatal',
      orgId: 'org_2',
      flags: ['future'],
      traceId: 'a'.repeat(32),
    }),
    line({ time: at(5), message: 'nobody says whose', service: 'cron', level: null, requestId: `r${'x'.repeat(300)}` }),
  ]);
});

describe('lines', () => {
  test.each([
    ['request:req-1', ['GET /v1/cart', 'cart loaded', 'payment timed out']],
    ['level:>=warn', ['payment timed out', 'retrying', 'gave up']],
    ['level:<debug', []],
    ['level:error,warn -service:cart', ['payment timed out', 'retrying']],
    ['-level:>=warn', ['GET /v1/cart', 'cart loaded', 'nobody says whose']],
    ['"timed out"', ['payment timed out']],
    ['TIM', ['payment timed out']],
    ['status:5*', ['payment timed out']],
    ['status:>=500 status:<600', ['payment timed out']],
    ['status:504.0', ['payment timed out']],
    ['duration:12.5', ['cart loaded']],
    ['attr.db.system:pg', ['retrying']],
    ['attr.n:>9007199254740992', ['retrying']],
    ['has:attr.db', ['retrying']],
    ['has:flag', ['gave up']],
    ['flag:future', ['gave up']],
    ['flag:fut*', ['gave up']],
    [`trace:${'a'.repeat(32)}`, ['gave up']],
    [`request:r${'x'.repeat(300)}`, ['nobody says whose']],
    [`request:r${'x'.repeat(299)}y`, []],
    ['user:u_1 method:GET', []],
    ['route:/v1/* method:GET', ['GET /v1/cart']],
    ['created:2026-11-03T18:00:04', ['gave up']],
    ['created:2026-11-04', []],
    ['"\'; drop table log_lines; --"', []],
    ['service:%', []],
  ])('%s', async (text, found) => {
    expect(await messages(text)).toEqual(found);
  });

  test('come in the order of their time, those of one microsecond as they arrived, and every page joins the next', async () => {
    const all: string[] = [];
    let after: string | null = null;
    do {
      const page = await listLines(everyone, { ...asked(''), limit: 2, after });
      all.push(...page.rows.map(({ message }) => message));
      expect(page.count).toEqual({ value: 6, capped: false });
      if (page.previous) {
        const back = await listLines(everyone, { ...asked(''), limit: 2, before: page.previous });
        expect(back.next).not.toBeNull();
      }
      after = page.next;
    } while (after);
    expect(all).toEqual(['nobody says whose', 'gave up', 'retrying', 'payment timed out', 'cart loaded', 'GET /v1/cart']);
  });

  test('are shown whole one at a time, digit for digit', async () => {
    const [found] = (await listLines(everyone, asked('attr.db.system:pg'))).rows;
    const whole = await getLine(everyone, found?.id ?? '');
    expect(whole).toMatchObject({ message: 'retrying', attributes: '{"n": 9007199254740993, "db": {"system": "pg"}}', time: at(3) });
    expect([await getLine(everyone, '999999'), await getLine(everyone, '1; select'), await getLine(everyone, '9'.repeat(30))]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('of another organisation are not there', async () => {
    const one = viewerIn(['org_1'], { may });
    const two = viewerIn(['org_1', 'org_2'], { may });
    expect(await messages('', one)).toEqual(['GET /v1/cart', 'cart loaded', 'payment timed out']);
    expect(await messages('', two)).toHaveLength(5);
    expect(await messages('', viewerIn([], { may }))).toEqual([]);
    const [hidden] = (await listLines(everyone, asked('"gave up"'))).rows;
    expect(await getLine(one, hidden?.id ?? '')).toBeNull();
    expect((await listLineFacets(one, { ...asked(''), by: [{ key: 'service' }] }))[0]?.rows.map(({ value }) => value)).toEqual([
      'billing',
      'cart',
      'edge',
    ]);
    expect((await lineBars(one, asked(''))).bars.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  test('are refused to who may not see them', async () => {
    const nobody = viewerIn(['*'], { may: ['audit:read'] });
    await expect(listLines(nobody, asked(''))).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(getLine(nobody, '1')).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(listLineFacets(nobody, { ...asked(''), by: ['day'] })).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(lineBars(nobody, asked(''))).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(appendLines(nobody, [])).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

describe('counts of lines', () => {
  test('tell the commonest values, and what has none', async () => {
    const [service, day, level] = await listLineFacets(everyone, { ...asked(''), by: [{ key: 'service' }, 'day', { key: 'level' }] });
    expect(service?.rows[0]).toEqual({ value: 'billing', count: 3 });
    expect(day?.rows).toEqual([{ value: '2026-11-03', count: 6 }]);
    expect(level?.rows).toContainEqual({ value: null, count: 1 });
    await expect(listLineFacets(everyone, { ...asked(''), by: [{ key: 'created' }] })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('over time have no gaps, and say what were errors', async () => {
    const { seconds, bars } = await lineBars(everyone, asked(''));
    expect(seconds).toBe(1);
    expect(bars.map(({ count, errors }) => [count, errors])).toEqual([
      [2, 0],
      [1, 1],
      [1, 0],
      [1, 1],
      [1, 0],
    ]);
    expect(bars[0]?.from).toBe('2026-11-03T18:00:01.000000Z');
    expect((await lineBars(everyone, asked('service:none'))).bars).toEqual([]);
  });
});

describe('keeping lines', () => {
  test('costs a bad line only itself', async () => {
    const bound = viewerIn(['org_7', 'org_8'], { may, source: 'edge' });
    const refused = await appendLines(bound, [
      line({ time: at(1), message: 'good', orgId: 'org_7' }),
      line({ time: at(1), message: 'not theirs', orgId: 'org_1' }),
      line({ time: at(1), message: 'no such number', orgId: 'org_7', attributes: `{"n":1e${'9'.repeat(9)}}` }),
      line({ time: at(1), message: 'good too', orgId: 'org_8' }),
    ]);
    expect(refused.map(({ at: place, reason }) => [place, reason])).toEqual([
      [1, 'other-organisation'],
      [2, 'refused-by-database'],
    ]);
    expect(await messages('source:edge')).toEqual(['good', 'good too']);
  });

  test('gives lines of none to the one organisation of a token', async () => {
    await appendLines(viewerIn(['org_9'], { may }), [line({ time: at(1), message: 'ours' })]);
    expect(await messages('', viewerIn(['org_9'], { may }))).toEqual(['ours']);
  });

  test('refuses sources that are not theirs', async () => {
    const lines = [line({ time: at(1) })];
    for (const source of ['tracebook', 'sample/x', '']) {
      await expect(appendLines(everyone, lines, { source })).rejects.toMatchObject({ code: 'malformed' });
    }
  });

  test('keeps the sample in its own world, and lets it go with its actions', async () => {
    const system = viewerIn(['*'], { may, kind: 'system' });
    await appendLines(system, [line({ time: at(1), message: 'invented' })], { source: 'sample/edge' });
    expect(await messages('invented')).toEqual([]);
    expect(await messages('', { ...everyone, sees: 'sample' })).toEqual(['invented']);
    const sql = postgres(url, { max: 1 });
    await sql`select drop_sample()`;
    expect(await messages('', { ...everyone, sees: 'sample' })).toEqual([]);
    await sql.end();
    expect(await hasRealLines()).toBe(true);
  });

  test('makes room for days to come, also where no keeper came by, and drops days beyond retention', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const before = (await logStore(everyone)).days.map(({ day }) => day);
    expect(before).toHaveLength(8);
    const sql = postgres(url, { max: 1 });
    await sql.unsafe(`drop table log_lines_${today.replaceAll('-', '')}`);
    expect(await hasRealLines()).toBe(false);
    await appendLines(everyone, [line({ time: at(1), message: 'without a place' })]);
    expect(await messages('place')).toEqual(['without a place']);
    await sql.unsafe(`select log_lines_days('2020-01-01', '2020-01-02')`);
    expect(await keepDays({ retentionDays: 30 })).toEqual(['2020-01-01', '2020-01-02']);
    expect((await logStore(everyone)).days.map(({ day }) => day)).toEqual(before);
    expect((await logStore(everyone)).bytes).toBeGreaterThan(0);
    await sql.end();
  });
});

test('a request, a trace, a user and a word are found by their index', async () => {
  const sql = postgres(url, { max: 1 });
  await sql.unsafe(`insert into log_lines (source, created_at, service, message, request_id, user_id, raw, org_id)
    select 's', timestamptz '2026-11-03 00:00Z' + n * interval '1 second', 'svc' || n % 7, 'line word' || n, 'req-' || n / 4, 'u_' || n % 500, '', 'org_' || n % 20
    from generate_series(1, 20000) n`);
  await sql.unsafe('analyze log_lines');
  for (const [condition, index] of [
    [`left(a.request_id, 200) = left('req-77', 200) and a.request_id = 'req-77'`, 'left'],
    [`a.user_id = 'u_7'`, 'user_id'],
    [`line_words(a.service, a.message, a.user_id, a.request_id, a.trace_id, a.attributes) @@ action_words_query('word777')`, 'line_words'],
  ]) {
    const plan = await sql.unsafe(`explain select a.id from log_lines a where ${condition} limit 10001`);
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('Index Scan');
    expect(text).not.toContain(`Seq Scan on log_lines_${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`);
    expect(index).toBeTruthy();
  }
  await sql.end();
});
