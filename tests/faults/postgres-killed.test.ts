import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { faultRounds } from '@/tests/support/fault-rounds';
import { childrenOf, holdPostgres, type Installation, installation, statusOf } from '@/tests/support/installation';
import { lostOf, startWriters, writerToken } from '@/tests/support/writers';

const rounds = faultRounds(10);

const victims = {
  'its postmaster': (at: Installation) => [at.postmaster()],
  'its postmaster and all its processes': (at: Installation) => [at.postmaster(), ...childrenOf(at.postmaster())],
  'one of its sessions': (at: Installation) => childrenOf(at.postmaster()).slice(-1),
} as const;

test.each(Object.entries(victims))(
  `a Postgres of which %s is killed ${rounds} times comes back under the running app`,
  async (_name, victimsOf) => {
    const at = await installation();
    const app = await at.start();
    const token = await writerToken(at);
    for (let round = 1; round <= rounds; round += 1) {
      const writers = await startWriters(at, token);
      const health = watch(`${at.baseUrl}/api/health`);
      const ready = watch(`${at.baseUrl}/api/ready`);
      await sleep(300 + Math.random() * 700);
      for (const pid of victimsOf(at)) process.kill(pid, 'SIGKILL');
      const acceptedAt = await untilAccepting(at);
      const readyAt = await untilReady(at);
      await sleep(300);
      await writers.stop();
      expect(readyAt - acceptedAt).toBeLessThan(10_000);
      expect(new Set(await health.stop())).toEqual(new Set([200]));
      const seen = new Set(await ready.stop());
      expect([...seen].filter((status) => status !== 200 && status !== 503)).toEqual([]);
      expect(await lostOf(at, writers)).toEqual([]);
      expect(writers.acknowledged.size).toBeGreaterThan(0);
      expect(app.hasEnded()).toBe(false);
    }
    expect(await app.end('SIGTERM')).toBe(0);
  },
  60_000 + rounds * 30_000,
);

test('while Postgres is away, the app lives and says that it is not ready', async () => {
  const at = await installation();
  const app = await at.start();
  const goOn = holdPostgres(at.postmaster());
  expect(await statusOf(`${at.baseUrl}/api/ready`)).toBe(503);
  expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
  goOn();
  await untilReady(at);
  expect(await app.end('SIGTERM')).toBe(0);
});

async function untilAccepting(at: Installation): Promise<number> {
  for (;;) {
    try {
      await at.ask((sql) => sql`select 1`);
      return Date.now();
    } catch {
      await sleep(50);
    }
  }
}

async function untilReady(at: Installation): Promise<number> {
  while ((await statusOf(`${at.baseUrl}/api/ready`)) !== 200) await sleep(50);
  return Date.now();
}

/** Asks every 100 ms. @returns the statuses, null where there was no answer */
function watch(url: string): { stop(): Promise<(number | null)[]> } {
  const seen: (number | null)[] = [];
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      seen.push(await statusOf(url));
      await sleep(100);
    }
  })();
  return {
    async stop() {
      goesOn = false;
      await watching;
      return seen;
    },
  };
}
