import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { faultRounds } from '@/tests/support/fault-rounds';
import { type Installation, installation, statusOf } from '@/tests/support/installation';

/** R7, R8: what others do to the database makes us say so within three seconds, and is forgotten soon after. */
const heldMs = (faultRounds(60) === 60 ? 60 : 8) * 1_000;

test(`all connections are taken by others for ${heldMs / 1_000} s`, { timeout: heldMs + 60_000 }, async () => {
  const at = await installation();
  const app = await at.start();
  const token = await readerToken(at);
  expect((await listWith(at, token)).status).toBe(200);
  const until = Date.now() + heldMs;
  // Whoever loses a connection takes another one at once; ours are ended so that they must be opened again.
  const killer = endOurs(at);
  await sleep(500);
  const takers = Array.from({ length: 130 }, () => takeUntil(at, until));
  await sleep(2_000);
  await at
    .ask((sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tracebook-%'`)
    .catch(() => undefined);
  const seen = new Set<number | null>();
  while (Date.now() < until - 1_000) {
    const { status, ms } = await listWith(at, token);
    seen.add(status);
    if (status === 503) await killer.stop();
    expect(ms).toBeLessThan(3_500);
    expect([200, 503]).toContain(status);
    expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
    await sleep(200);
  }
  await killer.stop();
  expect(seen).toContain(503);
  await Promise.all(takers);
  const releasedAt = Date.now();
  while ((await listWith(at, token)).status !== 200) await sleep(50);
  expect(Date.now() - releasedAt).toBeLessThan(5_000);
  expect(await app.end('SIGTERM')).toBe(0);
});

test(`the table is locked for ${heldMs / 1_000} s`, { timeout: heldMs + 60_000 }, async () => {
  const at = await installation();
  const app = await at.start();
  const token = await readerToken(at);
  const until = Date.now() + heldMs;
  const locking = at.ask((sql) =>
    sql.begin(async (tx) => {
      await tx`lock table admin_actions in access exclusive mode`;
      await tx`select pg_sleep(${heldMs / 1_000})`;
    }),
  );
  await sleep(500);
  while (Date.now() < until - 3_500) {
    const { status, ms, retryAfter } = await listWith(at, token);
    expect(status).toBe(503);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(ms).toBeLessThan(3_000);
    expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
  }
  await locking;
  expect((await listWith(at, token)).status).toBe(200);
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

async function readerToken(at: Installation): Promise<string> {
  return (await at.command(['token', 'create', '--quiet', '--name', 'reader', '--scopes', 'audit:read'])).trim();
}

async function listWith(at: Installation, token: string): Promise<{ status: number | null; ms: number; retryAfter: string | null }> {
  const startedAt = performance.now();
  const response = await fetch(`${at.baseUrl}/api/v1/actions?limit=10`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(20_000),
  }).catch(() => null);
  await response?.arrayBuffer();
  return { status: response?.status ?? null, ms: performance.now() - startedAt, retryAfter: response?.headers.get('retry-after') ?? null };
}
