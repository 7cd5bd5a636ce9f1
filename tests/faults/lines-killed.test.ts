import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { faultRounds } from '@/tests/support/fault-rounds';
import { childrenOf, type Installation, installation, statusOf } from '@/tests/support/installation';
import { lostLinesOf, postLines, startWriters, type Writers, writerToken } from '@/tests/support/writers';

const rounds = faultRounds(50);

test(
  `of lines that were acknowledged none is lost, however Postgres ends, ${rounds} times`,
  async () => {
    const at = await installation();
    const app = await at.start();
    const token = await writerToken(at);
    for (let round = 1; round <= rounds; round += 1) {
      const writers = await writtenUntilKilled(at, token);
      expect(writers.acknowledged.size).toBeGreaterThan(0);
      expect(await lostLinesOf(at, writers)).toEqual([]);
    }
    expect(await app.end('SIGTERM')).toBe(0);
  },
  60_000 + rounds * 20_000,
);

test('a Postgres that acknowledges before it has written does lose some: the test above would see it', async () => {
  const at = await installation();
  const app = await at.start();
  const token = await writerToken(at);
  await at.ask(async (sql) => {
    await sql`alter system set synchronous_commit = off`;
    await sql`alter system set wal_writer_delay = '10s'`;
    await sql`select pg_reload_conf()`;
  });
  await sleep(500);
  expect(await lostLinesOf(at, await writtenUntilKilled(at, token))).not.toEqual([]);
  expect(await app.end('SIGTERM')).toBe(0);
}, 120_000);

/** Four producers write while Postgres and all its processes are killed, and stop when it is back. */
async function writtenUntilKilled(at: Installation, token: string): Promise<Writers> {
  const writers = await startWriters(at, token, 4, postLines);
  await sleep(200 + Math.random() * 500);
  for (const pid of [at.postmaster(), ...childrenOf(at.postmaster())]) process.kill(pid, 'SIGKILL');
  while ((await statusOf(`${at.baseUrl}/api/ready`)) !== 200) await sleep(50);
  await writers.stop();
  return writers;
}
