import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { faultRounds } from '@/tests/support/fault-rounds';
import { childrenOf, installation, isAlive } from '@/tests/support/installation';
import { lostOf, postActions, startWriters, writerToken } from '@/tests/support/writers';

const rounds = faultRounds(20);

test(`an app that is stopped ${rounds} times under load ends with 0, loses nothing and leaves nothing running`, async () => {
  const at = await installation();
  await (await at.start()).end('SIGTERM');
  const token = await writerToken(at);
  for (let round = 1; round <= rounds; round += 1) {
    const app = await at.start();
    const server = at.postmaster();
    const writers = await startWriters(at, token);
    await sleep(200 + Math.random() * 800);
    expect(await app.end(round % 2 ? 'SIGTERM' : 'SIGINT')).toBe(0);
    await writers.stop();
    expect(isAlive(server)).toBe(false);
    // Who comes later finds nobody, or the connection closed that was to be used again. No answer is an error.
    expect([...writers.failures.keys()].filter((failure) => /^\d/.test(failure))).toEqual([]);
    const next = await at.start();
    expect(await lostOf(at, writers)).toEqual([]);
    await next.end('SIGTERM');
  }
});

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

/** Stops the server and its processes where they stand. @returns what lets them go on */
function holdPostgres(postmaster: number): () => void {
  const all = [postmaster, ...childrenOf(postmaster)];
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of all) process.kill(pid, 'SIGCONT');
  };
}
