import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { faultRounds } from '@/tests/support/fault-rounds';

/** P3: so many lines a second for so long, people looking meanwhile, and more at once than there is room for. */

const linesASecond = 5_000;
const batch = 100;
const isWhole = faultRounds(600) === 600;
const seconds = isWhole ? 600 : 10;

let app: App;
let token: string;
let cookie: string;
const acknowledged = new Set<string>();
/** Deliveries that are taken in beside each other (lib/intake). */
const mostAtOnce = 32;
beforeAll(async () => {
  app = await startApp();
  token = await app.makeToken({ scopes: ['logs:write'], source: 'pressure' });
  ({ cookie } = await app.makeUser('support'));
});
afterAll(() => app.stop());

const logs = () => `${app.baseUrl}/api/v1/logs`;
const headers = () => ({ authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' });

function linesOf(name: string): string {
  return Array.from({ length: batch }, (_, n) =>
    JSON.stringify({ level: 30, time: Date.now(), msg: 'under pressure', request_id: `${name}-${n}` }),
  ).join('\n');
}

interface Posted {
  readonly status: number;
  /** How long it took. */
  readonly ms: number;
  readonly retryAfter: string | null;
}

async function post(name: string): Promise<Posted> {
  const body = linesOf(name);
  const started = performance.now();
  const response = await fetch(logs(), { method: 'POST', headers: headers(), body });
  await response.arrayBuffer();
  if (response.ok) acknowledged.add(name);
  return { status: response.status, ms: performance.now() - started, retryAfter: response.headers.get('retry-after') };
}

const percentile = (values: readonly number[], share: number) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

test(`${linesASecond.toLocaleString('en')} lines a second are taken for ${seconds} s, and lists stay quick`, {
  timeout: (seconds + 60) * 1_000,
}, async () => {
  const answers: Promise<Awaited<ReturnType<typeof post>>>[] = [];
  const looks: number[] = [];
  for (let n = 0; n < 100; n += 1) await post(`warm-${n}`);
  const started = performance.now();
  let goesOn = true;
  const looking = (async () => {
    while (goesOn) {
      const before = performance.now();
      const page = await fetch(`${app.baseUrl}/logs?q=level%3Aerror`, { headers: { cookie } });
      await page.text();
      expect(page.status).toBe(200);
      looks.push(performance.now() - before);
      await sleep(400);
    }
  })();
  const total = (linesASecond / batch) * seconds;
  for (let n = 0; n < total; n += 1) {
    // By the clock, not after the last answer: what comes late meets what comes next.
    await sleep(Math.max(0, started + (n * 1_000 * batch) / linesASecond - performance.now()));
    answers.push(post(`held-${n}`));
  }
  const all = await Promise.all(answers);
  goesOn = false;
  await looking;
  const refused = all.filter(({ status }) => status === 429).length;
  expect(all.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
  // A machine that others use too may meet more at once than there is room for, and says so; whether all is held is for one of its own.
  expect(refused / all.length).toBeLessThan(isWhole ? 0.001 : 0.9);
  const [p99, p95] = [
    percentile(
      all.map(({ ms }) => ms),
      0.99,
    ),
    percentile(looks, 0.95),
  ];
  process.stdout.write(
    `\nmeasured: P3, ${seconds} s, ${all.length} batches of ${batch}, ${refused} told to wait: p99 ${p99.toFixed(0)} ms; pages p95 ${p95.toFixed(0)} ms\n`,
  );
  // The goals are 250 ms and 1 s on a machine of one's own; one that others use too may hold up anything for seconds.
  expect(p99).toBeLessThan(isWhole ? 1_000 : 20_000);
  expect(p95).toBeLessThan(isWhole ? 2_000 : 20_000);
});

test('more at once than there is room for is told to wait, and what was acknowledged is there', { timeout: 60_000 }, async () => {
  // As many as there is room for, and none of them says that it has ended.
  const held = Array.from({ length: mostAtOnce }, () => new TransformStream<Uint8Array, Uint8Array>());
  const answers = held.map(({ readable }) => {
    const init = { method: 'POST', headers: headers(), body: readable, duplex: 'half' };
    return fetch(logs(), init as RequestInit);
  });
  const writers = held.map(({ writable }) => writable.getWriter());
  for (const [n, writer] of writers.entries()) await writer.write(Buffer.from(linesOf(`open-${n}`)));
  let refused: Posted | undefined;
  for (let n = 0; refused?.status !== 429 && n < 200; n += 1) refused = await post(`more-${n}`);
  expect(refused?.status).toBe(429);
  expect(Number(refused?.retryAfter)).toBeGreaterThan(0);
  for (const writer of writers) await writer.close();
  const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
  expect(statuses).toEqual(Array(mostAtOnce).fill(200));
  for (const n of writers.keys()) acknowledged.add(`open-${n}`);
  expect((await post('afterwards')).status).toBe(200);
  const [row] = await app.sql<{ stored: number; batches: number }[]>`
    select count(*)::int as stored, count(distinct regexp_replace(request_id, '-[0-9]+$', ''))::int as batches from log_lines where source = 'pressure'`;
  expect(row).toEqual({ stored: acknowledged.size * batch, batches: acknowledged.size });
});
