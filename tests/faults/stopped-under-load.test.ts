import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { faultRounds } from '@/tests/support/fault-rounds';
import { holdPostgres, installation, isAlive } from '@/tests/support/installation';
import { lostOf, postActions, startWriters, type Writers, writerToken } from '@/tests/support/writers';

const rounds = faultRounds(20);

test(
  `an app that is stopped ${rounds} times under load ends with 0, loses nothing and leaves nothing running`,
  async () => {
    const at = await installation();
    await (await at.start()).end('SIGTERM');
    const token = await writerToken(at);
    let writers: Writers | undefined;
    for (let round = 1; round <= rounds + 1; round += 1) {
      const app = await at.start();
      if (writers) expect(await lostOf(at, writers)).toEqual([]);
      const server = at.postmaster();
      writers = await startWriters(at, token);
      await sleep(200 + Math.random() * 800);
      expect(await app.end(round % 2 ? 'SIGTERM' : 'SIGINT')).toBe(0);
      await writers.stop();
      expect(isAlive(server)).toBe(false);
      // Who comes later finds nobody, or the connection closed that was to be used again. No answer is an error.
      expect([...writers.failures.keys()].filter((failure) => /^\d/.test(failure))).toEqual([]);
    }
  },
  60_000 * rounds,
);

test('a request that waits for the database when the app is asked to end still gets its answer', async () => {
  const at = await installation();
  const app = await at.start();
  const token = await writerToken(at);
  const goOn = holdPostgres(at.postmaster());
  const answer = postActions(at.baseUrl, token, ['in-flight']);
  await sleep(500);
  const ended = app.end('SIGTERM');
  await sleep(500);
  expect(app.hasEnded()).toBe(false);
  goOn();
  expect(await answer).toBe('stored');
  expect(await ended).toBe(0);
});

test('a second signal waits for no request', async () => {
  const at = await installation();
  const app = await at.start();
  const token = await writerToken(at);
  const goOn = holdPostgres(at.postmaster());
  const answer = postActions(at.baseUrl, token, ['cut']);
  await sleep(500);
  const ended = app.end('SIGTERM');
  await sleep(1_000);
  await Promise.race([app.end('SIGTERM'), sleep(200)]);
  expect(await answer).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
  goOn();
  expect(await ended).toBe(0);
});

test('a Postgres that hangs keeps nobody from ending', async () => {
  const at = await installation();
  const app = await at.start();
  const server = at.postmaster();
  const goOn = holdPostgres(server);
  expect(await app.end('SIGTERM')).toBe(0);
  goOn();
  const next = await at.start();
  expect(at.postmaster()).toBe(server);
  expect(await next.end('SIGTERM')).toBe(0);
  expect(isAlive(server)).toBe(false);
});
