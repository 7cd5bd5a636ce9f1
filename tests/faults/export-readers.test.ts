import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { fillForExports, rowsTold } from '@/tests/support/export-rows';

/** R4, R5 and R6: whatever becomes of connections on either side of an export. */
const isAll = process.env.TRACEBOOK_FAULTS === 'all';
const rows = 40_000;
let app: App;
let token: string;

beforeAll(async () => {
  app = await startApp({ env: { EXPORTS_PER_VIEWER: '500', EXPORTS_AT_ONCE: '500' } });
  token = await app.makeToken({ scopes: ['audit:read', 'audit:export'] });
  await fillForExports(app.sql, rows);
}, 120_000);
afterAll(() => app?.stop());

const rounds = isAll ? 30 : 3;

test(`a backend that is killed in ${rounds} exports never makes a file with fewer rows that passes for whole`, {
  timeout: 60_000 * rounds,
}, async () => {
  for (let round = 1; round <= rounds; round += 1) {
    const answer = await ask(`format=${round % 2 ? 'csv' : 'jsonl'}&q=source:many`);
    const killing = (async () => {
      let killed = 0;
      for (const until = Date.now() + 10_000; killed === 0 && Date.now() < until; await sleep(Math.random() * 20)) {
        const found =
          await app.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tracebook-exports' and state = 'active'`;
        killed += found.length;
      }
      return killed;
    })();
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(await killing).toBeGreaterThan(0);
    // The same page was asked for again.
    expect([rowsTold(bytes), bytes.toString().split('\n').length - 1]).toEqual([rows, rows + (round % 2 ? 2 : 1)]);
    expect(await stateOf(answer)).toBe('whole');
  }
});

const aborts = isAll ? 200 : 20;

test(`${aborts} readers that go away leave no session, and are on record`, { timeout: 300_000 }, async () => {
  const ids = [];
  for (let n = 0; n < aborts; n += 1) {
    const leaving = new AbortController();
    const answer = await ask('format=csv', leaving.signal);
    ids.push(answer);
    await answer.body?.getReader().read();
    leaving.abort();
  }
  await expect.poll(activeSessions, { timeout: 5_000 }).toBe(0);
  for (const answer of ids) await expect.poll(() => stateOf(answer), { timeout: 20_000 }).toBe('interrupted');
});

const slowSeconds = isAll ? 60 : 4;

test(`twenty readers that read slowly for ${slowSeconds} s hold no session of the database`, { timeout: 240_000 }, async () => {
  const leaving = new AbortController();
  let goesOn = true;
  const readers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const reader = (await ask('format=csv', leaving.signal)).body?.getReader();
      await reader?.read();
      return reader;
    }),
  );
  const reading = readers.map(async (reader) => {
    for (; goesOn; await sleep(1_000)) await reader?.read();
  });
  // What fits between two processes is sent first.
  await expect.poll(activeSessions, { timeout: 60_000 }).toBe(0);
  let [most, slowestMs] = [0, 0];
  for (const until = Date.now() + slowSeconds * 1_000; Date.now() < until; await sleep(200)) {
    most = Math.max(most, await activeSessions({ forSeconds: 1 }));
    const start = performance.now();
    const page = await fetch(`${app.baseUrl}/api/v1/actions?limit=50`, { headers: { authorization: `Bearer ${token}` } });
    await page.arrayBuffer();
    slowestMs = Math.max(slowestMs, performance.now() - start);
  }
  goesOn = false;
  leaving.abort();
  await Promise.allSettled(reading);
  expect(most).toBeLessThanOrEqual(1);
  // Far less on a machine of its own.
  expect(slowestMs).toBeLessThan(10_000);
});

function ask(query: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${app.baseUrl}/api/v1/actions/export?${query}`, {
    headers: { authorization: `Bearer ${token}` },
    ...(signal ? { signal } : {}),
  });
}

async function stateOf(answer: Response): Promise<string> {
  const id = answer.headers.get('x-tracebook-export') ?? '';
  const [row] = await app.sql<{ state: string }[]>`select state from exports where id = ${id}`;
  return row?.state ?? '';
}

/** Of exports: those that ask for a page at the moment, or that have been at it for so long, which is what a held one would be. */
async function activeSessions({ forSeconds = 0 } = {}): Promise<number> {
  const [row] = await app.sql<{ active: number }[]>`
    select count(*)::int as active from pg_stat_activity where application_name = 'tracebook-exports' and state <> 'idle' and datname = current_database()
      and (${forSeconds} = 0 or xact_start < clock_timestamp() - make_interval(secs => ${forSeconds}))`;
  return row?.active ?? -1;
}
