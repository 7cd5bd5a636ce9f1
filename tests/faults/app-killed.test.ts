import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { faultRounds } from '@/tests/support/fault-rounds';
import { installation, isAlive } from '@/tests/support/installation';
import { lostOf, startWriters, writerToken } from '@/tests/support/writers';

const rounds = faultRounds(10);

test(
  `an app that is killed ${rounds} times while it takes in actions loses none that it acknowledged`,
  async () => {
    const at = await installation();
    await (await at.start()).end('SIGTERM');
    const token = await writerToken(at);
    for (let round = 1; round <= rounds; round += 1) {
      const app = await at.start();
      const writers = await startWriters(at, token);
      await sleep(300 + Math.random() * 1_200);
      await app.end('SIGKILL');
      await writers.stop();
      const next = await at.start();
      expect(await lostOf(at, writers)).toEqual([]);
      expect(writers.acknowledged.size).toBeGreaterThan(0);
      expect(next.output()).not.toMatch(/\n\s+at /);
      const server = at.postmaster();
      expect(await next.end('SIGTERM')).toBe(0);
      expect(isAlive(server)).toBe(false);
    }
  },
  60_000 * rounds,
);
