import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lineGrammar, parseFilter } from '@/lib/address';
import { settleConfig } from '@/lib/config';
import { getLine, linesOfId, listLines } from '@/lib/logs';
import { freshDatabase } from '@/tests/support/database';
import { type FakeLoki, fakeLoki } from '@/tests/support/fake-loki';
import { type FaultyServer, faultyServer } from '@/tests/support/faulty-server';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';

/** What an upstream may say that no honest one would: it is read, or refused as a whole, and never breaks anything. */

const viewer = viewerIn(['*'], { may: ['logs:read'] });
const all = { filter: parseFilter('', lineGrammar), zone: 'UTC', order: 'asc' as const, limit: 1_000 };
const ns = BigInt(Date.now() - 60_000) * 1_000_000n;

let loki: FakeLoki;
let liar: FaultyServer;
let body = '{}';
beforeAll(async () => {
  await freshDatabase();
  loki = await fakeLoki();
  liar = await faultyServer((_, response) => response.setHeader('content-type', 'application/json').end(body));
});
afterAll(() => Promise.all([loki.close(), liar.close()]));

function use(url: string): void {
  process.env.LOGS_URL = url;
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

describeWithShared('a line of whatever text', 'contracts/hostile-inputs.json', (file) => {
  const inputs = hostileInputs(file, 'ingest.line');

  test('is listed, one for one, in time and without what must not be seen', async () => {
    use(loki.url);
    loki.push(inputs.map(({ json }, n) => ({ stream: { service_name: 'hostile' }, ns: ns + BigInt(n), text: json })));
    loki.push([
      { stream: { service_name: 'hostile' }, ns: ns + 5_000n, text: '{"password":"CANARY-hunter2","msg":"card 4111 1111 1111 1111"}' },
    ]);
    const { rows } = await listLines(viewer, all);
    expect(rows).toHaveLength(inputs.length + 1);
    expect(JSON.stringify(rows)).not.toContain('4111 1111');
    for (const { id } of rows) expect((await getLine(viewer, id))?.id).toBe(id);
    const canary = await getLine(viewer, rows.at(-1)?.id ?? '');
    expect(JSON.stringify(canary)).not.toContain('CANARY');
    expect((await listLines(viewer, { ...all, filter: parseFilter('attr.password:CANARY*', lineGrammar) })).rows).toEqual([]);
  });

  test('is found by nothing but its own ID', async () => {
    for (const { text } of inputs.filter(({ text }) => text.length < 5_000)) {
      const { lines } = await linesOfId(viewer, text, { limit: 10 });
      expect(lines.every(({ request_id, trace_id, session_id }) => [request_id, trace_id, session_id].includes(text))).toBe(true);
    }
  });
});

describe('an answer', () => {
  let round = 0;
  beforeEach(() => {
    round += 1;
    use(`loki+${liar.address}?tenant=${round}`);
  });
  const streams = (result: unknown) => JSON.stringify({ status: 'success', data: { resultType: 'streams', result } });
  const entry = (...value: unknown[]) => streams([{ stream: { service_name: 'x' }, values: [value] }]);
  const at = String(ns);

  test.each<[string, string]>([
    ['that says error', '{"status":"error","error":"<script>alert(1)</script>"}'],
    ['of numbers', JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } })],
    ['without data', '{"status":"success"}'],
    ['that is null', 'null'],
    ['that is a list', '[]'],
    ['with a time that is a number', entry(Number(at), 'x')],
    ['with a negative time', entry(`-${at}`, 'x')],
    ['with a time beyond all time', entry('9'.repeat(30), 'x')],
    ['with a line that is no text', entry(at, { a: 1 })],
    ['with labels that are no texts', streams([{ stream: { a: 1 }, values: [] }])],
    ['with labels that are a text', streams([{ stream: 'a', values: [] }])],
  ])('%s is no answer', async (_, told) => {
    body = told;
    await expect(listLines(viewer, all)).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('script') });
  });

  test.each<[string, string, number]>([
    ['of nothing', streams(null), 0],
    ['with a stream of nothing', streams([{ stream: {}, values: null }]), 0],
    ['with more than is known', entry(at, 'x', { structuredMetadata: { a: 'b' }, parsed: null, more: [1] }, 'further'), 1],
    ['with metadata that are none', entry(at, 'x', 7), 1],
    [
      'with names of prototypes',
      streams([{ stream: { constructor: 'a', toString: 'b' }, values: [[at, '{"__proto__":{"x":1}}', {}]] }]),
      1,
    ],
    [
      'that says a line twice',
      streams([
        {
          stream: { a: 'b' },
          values: [
            [at, 'x'],
            [at, 'x'],
          ],
        },
      ]),
      1,
    ],
    [
      'out of order',
      streams([
        {
          stream: { a: 'b' },
          values: [
            [at, '2'],
            [String(ns - 1n), '1'],
            [String(ns + 1n), '3'],
          ],
        },
      ]),
      3,
    ],
    ['with lines that were not asked for', entry('1', 'x'), 0],
    ['with half a character', entry(at, '\ud800 {"a":"\\ud800"}'), 1],
  ])('%s is read', async (_, told, count) => {
    body = told;
    const { rows } = await listLines(viewer, all);
    expect(rows).toHaveLength(count);
    expect(rows.map(({ time }) => time)).toEqual(rows.map(({ time }) => time).toSorted());
    expect(JSON.stringify(rows).isWellFormed()).toBe(true);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('that never ends with new lines is walked no further than 25,000', async () => {
    let n = 0;
    const endless = await faultyServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      const limit = Number(query.get('limit'));
      const end = BigInt(query.get('end') ?? 0);
      const values = Array.from({ length: limit }, (_, place) => [String(end - 1n - BigInt(place)), `{"n":${n + place}}`]);
      n += limit;
      response.setHeader('content-type', 'application/json').end(streams([{ stream: { a: 'b' }, values }]));
    });
    use(`loki+${endless.address}`);
    const page = await listLines(viewer, { ...all, order: 'desc', filter: parseFilter('attr.n:never', lineGrammar) });
    expect([page.rows, page.caveats.length, page.next !== null]).toEqual([[], 1, true]);
    expect(n).toBeLessThan(31_000);
    await endless.close();
  });
});
