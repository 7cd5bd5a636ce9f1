import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { faultRounds } from '@/tests/support/fault-rounds';
import { type Installation, installation, type Running, statusOf } from '@/tests/support/installation';

/** R7, R8: what others do to the database makes us say so within three seconds, and is forgotten soon after. */
const heldMs = (faultRounds(60) === 60 ? 60 : 8) * 1_000;

test(`all connections are taken by others for ${heldMs / 1_000} s`, { timeout: heldMs + 60_000 }, async () => {
  const at = await installation();
  const app = await at.start();
  const [list, page] = await readersOf(at, app);
  expect([(await list()).status, (await page()).status]).toEqual([200, 200]);
  const until = Date.now() + heldMs;
  // Whoever loses a connection takes another one at once; ours are ended so that they must be opened again.
  const killer = endOurs(at);
  await sleep(500);
  const takers = Array.from({ length: 130 }, () => takeUntil(at, until));
  await sleep(2_000);
  await at
    .ask((sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tracebook-%'`)
    .catch(() => undefined);
  const seen = new Set<string>();
  while (Date.now() < until - 1_000) {
    for (const read of [list, page]) {
      const { status, ms, retryAfter } = await read();
      seen.add(`${read.name} ${status}`);
      if (status === 503) {
        await killer.stop();
        expect(Number(retryAfter)).toBeGreaterThan(0);
      }
      expect(ms).toBeLessThan(3_000);
      expect([200, 503]).toContain(status);
    }
    expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
    await sleep(200);
  }
  await killer.stop();
  expect(seen).toContain('list 503');
  expect(seen).toContain('page 503');
  await Promise.all(takers);
  const releasedAt = Date.now();
  for (const read of [list, page]) while ((await read()).status !== 200) await sleep(50);
  expect(Date.now() - releasedAt).toBeLessThan(5_000);
  expect(await app.end('SIGTERM')).toBe(0);
});

test(`the table is locked for ${heldMs / 1_000} s`, { timeout: heldMs + 60_000 }, async () => {
  const at = await installation();
  const app = await at.start();
  const [list, page] = await readersOf(at, app);
  const until = Date.now() + heldMs;
  const locking = at.ask((sql) =>
    sql.begin(async (tx) => {
      await tx`lock table admin_actions in access exclusive mode`;
      await tx`select pg_sleep(${heldMs / 1_000})`;
    }),
  );
  await sleep(500);
  while (Date.now() < until - 6_500) {
    for (const read of [list, page]) {
      const { status, ms, retryAfter } = await read();
      expect([read.name, status]).toEqual([read.name, 503]);
      expect(Number(retryAfter)).toBeGreaterThan(0);
      expect(ms).toBeLessThan(3_000);
    }
    expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
  }
  await locking;
  expect([(await list()).status, (await page()).status]).toEqual([200, 200]);
  expect(await app.end('SIGTERM')).toBe(0);
});

async function takeUntil(at: Installation, until: number): Promise<void> {
  while (Date.now() < until) {
    await at.ask((sql) => sql`select pg_sleep(${Math.max(0, (until - Date.now()) / 1_000)})`).catch(() => sleep(50));
  }
}

/** Over a connection that was there before all were taken: ends ours every second, until there is no room for them. */
function endOurs(at: Installation): { stop(): Promise<void> } {
  let goesOn = true;
  const ending = at
    .ask(async (sql) => {
      while (goesOn) {
        await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tracebook-%'`;
        await sleep(1_000);
      }
    })
    .catch(() => undefined);
  return {
    stop: async () => {
      goesOn = false;
      await ending;
    },
  };
}

interface Read {
  readonly status: number | null;
  readonly ms: number;
  readonly retryAfter: string | null;
}

/** Who asks by a token, and who looks at a page. */
async function readersOf(at: Installation, app: Running): Promise<[() => Promise<Read>, () => Promise<Read>]> {
  const token = (await at.command(['token', 'create', '--quiet', '--name', 'reader', '--scopes', 'audit:read'])).trim();
  const cookie = await signIn(at, app);
  return [
    function list() {
      return read(`${at.baseUrl}/api/v1/actions?limit=10`, { authorization: `Bearer ${token}` });
    },
    function page() {
      return read(`${at.baseUrl}/audit?tz=UTC`, { cookie });
    },
  ];
}

/** By the link that the first start offers. */
async function signIn(at: Installation, app: Running): Promise<string> {
  while (!app.output().includes('/sign-in/link?')) await sleep(50);
  const secret = /sign-in\/link\?secret=(\S+)/.exec(app.output())?.[1] ?? '';
  const body = new URLSearchParams({ secret, email: 'me@example.com', name: 'Me', password: 'a good long sentence' });
  const answer = await fetch(`${at.baseUrl}/api/sign-in/link`, {
    method: 'POST',
    body,
    headers: { origin: at.baseUrl },
    redirect: 'manual',
  });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

async function read(address: string, headers: Record<string, string>): Promise<Read> {
  const startedAt = performance.now();
  const response = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(20_000) }).catch(() => null);
  await response?.arrayBuffer();
  return { status: response?.status ?? null, ms: performance.now() - startedAt, retryAfter: response?.headers.get('retry-after') ?? null };
}
