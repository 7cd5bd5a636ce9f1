import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineGrammar, parseFilter } from '@/lib/address';
import { settleConfig } from '@/lib/config';
import { readNdjson } from '@/lib/log-lines';
import { getLine, lineBars, linesOfId, listLineFacets, listLines, takeLines } from '@/lib/logs';
import { addSeconds, microsBetween } from '@/lib/time';
import { freshDatabase } from '@/tests/support/database';
import { type FakeLoki, fakeLoki } from '@/tests/support/fake-loki';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';

/** One suite for every place in which lines are looked up: the same lines, the same questions, the same answers. */

const may = ['logs:read', 'logs:write'] as const;
const everyone = viewerIn(['*'], { may });
const today = new Date().toISOString().slice(0, 10);
const base = addSeconds(`${today}T12:00:00.000000Z`, -2 * 86_400) ?? '';
const at = (seconds: number) => addSeconds(base, seconds) ?? '';
const halfPastOne = at(1).replace('.000000', '.500000');
const trace = 'ab'.repeat(16);
const nasty = 'r"\\1\' or {x="y"} | json ü`;--';

const given: readonly Readonly<Record<string, unknown>>[] = [
  { time: at(1), level: 30, service: 'edge', msg: 'GET /v1/cart', request_id: 'req-1', org_id: 'org_1', method: 'GET', route: '/v1/cart' },
  {
    time: halfPastOne,
    level: 'info',
    service: 'cart',
    event: 'cart loaded',
    requestId: 'req-1',
    org_id: 'org_1',
    user_id: 'u_1',
    duration_ms: 12.5,
  },
  { time: at(2), level: 'error', service: 'billing', msg: 'payment timed out', req: { id: 'req-1' }, org_id: 'org_1', status: 504 },
  { time: at(3), level: 'warning', service: 'billing', msg: 'retrying', org_id: 'org_2', db: { system: 'pg', rows: [1, 20, 300] } },
  { time: at(4), level: 'critical', service: 'billing', msg: 'gave up "for now"', org_id: 'org_2', trace_id: trace.toUpperCase() },
  { time: at(5), service: 'cron', msg: 'nobody says whose', request_id: nasty, kind: '300', empty: null, yes: true },
  { time: at(6), level: 'debug', service: 'a.c', msg: 'über größe', session_id: 's-1', user_id: 42, org_id: 'org_1', share: 0.25 },
  { time: at(7), level: 'info', service: 'abc', msg: 'request-id req-12 is not req-1', request_id: 'req-12', org_id: 'org_1' },
];

let loki: FakeLoki;
beforeAll(async () => {
  await freshDatabase();
  loki = await fakeLoki();
  const ndjson = given.map((one) => JSON.stringify(one)).join('\n');
  use('postgres');
  const receipt = await takeLines(everyone, readNdjson(ndjson, { receivedAt: at(100) }), { form: 'ndjson' });
  expect(receipt.accepted).toBe(given.length);
  loki.push(
    given.map((one) => ({
      stream: { service_name: String(one.service), cluster: 'eu' },
      ns: BigInt(microsBetween('1970-01-01T00:00:00.000000Z', String(one.time))) * 1_000n,
      text: JSON.stringify(one),
    })),
  );
});
afterAll(() => loki.close());

type StoreName = 'postgres' | 'loki';

function use(store: StoreName): void {
  process.env.LOGS_URL = store === 'loki' ? `${loki.url}?tenant=a%7Cb` : '';
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

const asked = (text: string) => ({ filter: parseFilter(text, lineGrammar), zone: 'UTC' });
const numbers = async (text: string, viewer = everyone) =>
  (await listLines(viewer, { ...asked(text), order: 'asc' })).rows.map(({ time }) => given.findIndex((one) => one.time === time) + 1);

describe.each<StoreName>(['postgres', 'loki'])('lines in %s', (store) => {
  beforeAll(() => use(store));

  test.each<[string, number[]]>([
    ['', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['request:req-1', [1, 2, 3]],
    ['request:req-1,req-12 level:>=error', [3]],
    ['-request:req-1', [4, 5, 6, 7, 8]],
    ['request:req-*', [1, 2, 3, 8]],
    [`request:"${nasty.replace(/["\\]/g, '\\$&')}"`, [6]],
    [`trace:${trace}`, [5]],
    ['session:s-1', [7]],
    ['user:u_1', [2]],
    ['user:42', [7]],
    ['user:4', []],
    ['has:user', [2, 7]],
    ['-has:user service:billing', [3, 4, 5]],
    ['service:billing', [3, 4, 5]],
    ['service:a.c', [7]],
    ['service:a*c', [7, 8]],
    ['-service:billing,edge', [2, 6, 7, 8]],
    ['service:%', []],
    ['level:error', [3]],
    ['level:>=warn', [3, 4, 5]],
    ['level:<info', [7]],
    ['-level:>=warn', [1, 2, 6, 7, 8]],
    ['"timed out"', [3]],
    ['TIM', [3]],
    ['imed', []],
    ['"gave up \\"for now\\""', [5]],
    ['GRÖSSE', []],
    ['größe', [7]],
    ['ÜBER', [7]],
    ['-billing', [1, 2, 6, 7, 8]],
    ['status:504', [3]],
    ['status:5*', [3]],
    ['status:>=500 status:<600', [3]],
    ['status:500..504.0', [3]],
    ['duration:12.5', [2]],
    ['method:GET route:/v1/*', [1]],
    ['org:org_2', [4, 5]],
    ['attr.db.system:pg', [4]],
    ['attr.db.rows:20', [4]],
    ['attr.db.rows:>200', [4]],
    ['attr.db.rows.1:20', [4]],
    ['attr.db.system:p*', [4]],
    ['has:attr.db', [4]],
    ['has:attr.empty', []],
    ['attr.empty:null', [6]],
    ['attr.yes:true', [6]],
    ['attr.kind:300', [6]],
    ['attr.kind:>299', [6]],
    ['attr.share:0.25', [7]],
    ['attr.share:<0.3', [7]],
    [`created:${at(3)}`, [4]],
    [`created:>=${at(5)}`, [6, 7, 8]],
    [`created:${at(2)}..${at(4)}`, [3, 4, 5]],
    ['created:2020-01-01', []],
    ['"\'; drop table log_lines; --"', []],
    ['"} | unwrap x"', []],
  ])('%s', async (text, found) => {
    expect(await numbers(text)).toEqual(found);
  });

  test.each(['asc', 'desc'] as const)('come page by page, forward and back: %s', async (order) => {
    const whole = (await listLines(everyone, { ...asked('-level:fatal'), order })).rows.map(({ id }) => id);
    const forward: string[] = [];
    let after: string | null = null;
    let last: string | null = null;
    do {
      const page = await listLines(everyone, { ...asked('-level:fatal'), order, limit: 2, after });
      forward.push(...page.rows.map(({ id }) => id));
      after = page.next;
      last = page.previous ?? last;
    } while (after);
    expect(forward).toEqual(whole);
    const back = await listLines(everyone, { ...asked('-level:fatal'), order, limit: 2, before: last });
    expect(back.rows.map(({ id }) => id)).toEqual(whole.slice(4, 6));
    expect(back.next).not.toBeNull();
    await expect(listLines(everyone, { ...asked(''), after: last })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('are shown whole one at a time', async () => {
    const [row] = (await listLines(everyone, asked('"retrying"'))).rows;
    const line = await getLine(everyone, row?.id ?? '');
    expect(line).toMatchObject({ message: 'retrying', level: 'warn', service: 'billing', time: at(3) });
    expect(JSON.parse(line?.attributes ?? '')).toMatchObject({ db: { system: 'pg', rows: [1, 20, 300] } });
    for (const id of ['999999', '1; select', '9'.repeat(30), `1-${'0'.repeat(16)}`]) expect(await getLine(everyone, id)).toBeNull();
  });

  test('are counted by what they hold and over time', async () => {
    const [service, day, level] = await listLineFacets(everyone, { ...asked(''), by: [{ key: 'service' }, 'day', { key: 'level' }] });
    expect(service?.rows[0]).toEqual({ value: 'billing', count: 3 });
    expect(day?.rows).toEqual([{ value: at(0).slice(0, 10), count: 8 }]);
    expect(level?.rows).toContainEqual({ value: null, count: 1 });
    expect(service?.sampled).toBe(false);
    const { bars, seconds } = await lineBars(everyone, asked('service:billing'));
    expect([seconds, bars.map(({ count, errors }) => [count, errors])]).toEqual([
      1,
      [
        [1, 1],
        [1, 0],
        [1, 1],
      ],
    ]);
    await expect(listLineFacets(everyone, { ...asked(''), by: [{ key: 'created' }] })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('are found by an ID whatever kind it is', async () => {
    const found = async (id: string) => (await linesOfId(everyone, id, { limit: 10 })).lines.map(({ time }) => time);
    expect(await found('req-1')).toEqual([at(1), halfPastOne, at(2)]);
    expect(await found(trace)).toEqual([at(4)]);
    expect(await found(trace.toUpperCase())).toEqual([at(4)]);
    expect(await found('s-1')).toEqual([at(6)]);
    expect(await found(nasty)).toEqual([at(5)]);
    expect(await found('req-')).toEqual([]);
  });

  test('of another organisation are not there', async () => {
    const one = viewerIn(['org_1'], { may });
    expect(await numbers('', one)).toEqual([1, 2, 3, 7, 8]);
    expect(await numbers('', viewerIn([], { may }))).toEqual([]);
    expect(await numbers('service:billing', one)).toEqual([3]);
    const [hidden] = (await listLines(everyone, asked('retrying'))).rows;
    expect(await getLine(one, hidden?.id ?? '')).toBeNull();
    expect((await lineBars(one, asked(''))).bars.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect((await linesOfId(one, trace, { limit: 10 })).lines).toEqual([]);
  });

  test('are refused to who may not see them', async () => {
    const nobody = viewerIn(['*'], { may: ['audit:read'] });
    for (const act of [
      () => listLines(nobody, asked('')),
      () => getLine(nobody, '1'),
      () => listLineFacets(nobody, { ...asked(''), by: ['day'] }),
      () => lineBars(nobody, asked('')),
      () => linesOfId(nobody, 'x', { limit: 1 }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'not-permitted' });
    }
  });
});

describe('of Loki', () => {
  beforeAll(() => use('loki'));

  test('what its labels and structured metadata say counts as said by the line', async () => {
    loki.push([
      {
        stream: { service_name: 'otel', deployment_environment: 'production' },
        metadata: {
          http_request_id: 'req-meta',
          trace_id: 'cd'.repeat(16),
          severity_text: 'ERROR',
          user_id: 'u_9',
          org_id: 'org_1',
          http_response_status_code: '502',
        },
        ns: BigInt(Date.now() - 3_600_000) * 1_000_000n + 123_456_789n,
        text: 'upstream "shop" failed',
      },
      {
        stream: { service_name: 'unknown_service', detected_level: 'warn' },
        ns: BigInt(Date.now() - 3_500_000) * 1_000_000n,
        text: '{"service":"named","msg":"inside"}',
      },
    ]);
    const { lines } = await linesOfId(everyone, 'req-meta', { limit: 10 });
    expect(lines).toMatchObject([
      {
        message: 'upstream "shop" failed',
        service: 'otel',
        level: 'error',
        user_id: 'u_9',
        status: 502,
        trace_id: 'cd'.repeat(16),
        source: 'loki',
      },
    ]);
    expect((await listLines(everyone, asked('request:req-meta status:502'))).rows).toHaveLength(1);
    expect((await listLines(everyone, asked('attr.deployment_environment:production'))).rows).toHaveLength(1);
    expect((await listLines(everyone, asked('service:named level:warn'))).rows).toMatchObject([{ message: 'inside', service: 'named' }]);
  });

  test('pages go on where one nanosecond holds many lines, and where few of many are meant', async () => {
    const ns = BigInt(Date.now() - 7_200_000) * 1_000_000n;
    const stream = { service_name: 'crowd' };
    loki.push(Array.from({ length: 700 }, (_, n) => ({ stream, ns, text: `{"msg":"crowded ${n}","n":${n}}` })));
    loki.push(Array.from({ length: 3_000 }, (_, n) => ({ stream, ns: ns + BigInt(n + 1), text: `{"msg":"later","n":${n}}` })));
    const seen = new Set<string>();
    let after: string | null = null;
    do {
      const page = await listLines(everyone, { ...asked('service:crowd -"later"'), limit: 300, after });
      for (const { id } of page.rows) seen.add(id);
      after = page.next;
    } while (after);
    expect(seen.size).toBe(700);
    expect((await listLines(everyone, asked('service:crowd attr.n:>2999'))).rows).toEqual([]);
  });

  test('what was not looked at in the end is said, and can be gone on with', async () => {
    const ns = BigInt(Date.now() - 10_800_000) * 1_000_000n;
    const stream = { service_name: 'wide' };
    loki.push(Array.from({ length: 30_000 }, (_, n) => ({ stream, ns: ns + BigInt(n), text: `{"n":${n}}` })));
    const page = await listLines(everyone, asked('service:wide attr.n:5'));
    expect(page.rows).toEqual([]);
    // So many lines, or as many as there was time for.
    const why = expect.stringMatching(/lines were looked at|the search came to/);
    expect(page.caveats).toMatchObject([{ kind: 'truncated', why }]);
    let rest = page;
    while (rest.rows.length === 0) {
      expect(rest.next).not.toBeNull();
      rest = await listLines(everyone, { ...asked('service:wide attr.n:5'), after: rest.next });
    }
    expect([rest.rows.length, rest.caveats]).toEqual([1, []]);
  });

  test('its refusals say what can be done', async () => {
    loki.wantsTenant = true;
    process.env.LOGS_URL = loki.url;
    const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
    settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
    await expect(listLines(everyone, asked(''))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('?tenant='),
    });
    use('loki');
    loki.wantsTenant = false;
    loki.mostEntries = 10;
    await expect(listLines(everyone, asked(''))).rejects.toMatchObject({ message: expect.stringContaining('max_entries_limit_per_query') });
    loki.mostEntries = 5_000;
  });

  test('lines are not taken in where they would not be found', async () => {
    const one = readNdjson('{"msg":"x"}', { receivedAt: at(0) });
    await expect(takeLines(everyone, one, { form: 'ndjson' })).rejects.toMatchObject({ code: 'not-implemented' });
  });

  describeWithShared('the fake answers in the shape that is documented', 'contracts/logs/loki', (folder) => {
    test.each([
      ['query_range.streams.json', false],
      ['query_range.streams.categorize-labels.json', true],
    ])('%s', async (file, isCategorized) => {
      const query = new URLSearchParams({
        query: '{service_name=~"billing|otel"}',
        start: String(BigInt(Date.now() - 20 * 86_400_000) * 1_000_000n),
        end: String(BigInt(Date.now()) * 1_000_000n),
      });
      const headers: Record<string, string> = isCategorized ? { 'x-loki-response-encoding-flags': 'categorize-labels' } : {};
      const response = await fetch(`${loki.address}/loki/api/v1/query_range?${query}`, { headers });
      const documented = waysOf(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
      const told = waysOf(await response.json());
      expect(told.length).toBeGreaterThan(4);
      expect(told.filter((way) => !documented.includes(way))).toEqual([]);
    });
  });
});

/** Where values stand and of which type they are, but for the names of labels. */
function waysOf(json: unknown, way = ''): readonly string[] {
  if (Array.isArray(json)) return [...new Set(json.flatMap((one) => waysOf(one, `${way}[]`)))];
  if (typeof json !== 'object' || json === null) return [`${way}:${typeof json}`];
  const isFree = /\.(stream|structuredMetadata|parsed)$/.test(way);
  return [...new Set([way, ...Object.entries(json).flatMap(([key, value]) => waysOf(value, `${way}.${isFree ? '*' : key}`))])];
}
