import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { installation, statusOf } from '@/tests/support/installation';
import { notChecked } from '@/tests/support/shared';
import { lostLinesOf, postLines, startWriters, writerToken } from '@/tests/support/writers';

const name = 'R10: a full disk is told as "not now", loses nothing that was acknowledged, and is over soon after there is room again';

/** Only root may mount a disk that can be filled without harm. */
if (process.getuid?.() === 0) test(name, { timeout: 180_000 }, fullDisk);
else notChecked(name, 'only root can mount a small disk');

async function fullDisk(): Promise<void> {
  const at = await installation({ diskMegabytes: 300 });
  const app = await at.start();
  const token = await writerToken(at);
  const writers = await startWriters(at, token, 4, postLines);
  await sleep(500);
  const ballast = join(dirname(at.data), 'ballast');
  fill(ballast);
  const since = Date.now();
  while (writers.failures.size === 0 && Date.now() - since < 60_000) {
    await sleep(200);
    fill(ballast);
  }
  await sleep(3_000);
  expect(await statusOf(`${at.baseUrl}/api/health`)).toBe(200);
  const refused = [...writers.failures.keys()];
  const acknowledged = writers.acknowledged.size;
  rmSync(ballast);
  const freedAt = Date.now();
  while (writers.acknowledged.size === acknowledged && Date.now() - freedAt < 30_000) await sleep(20);
  expect(Date.now() - freedAt).toBeLessThan(10_000);
  await sleep(1_000);
  await writers.stop();
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.filter((answer) => answer !== '503' && answer !== '507')).toEqual([]);
  expect(writers.acknowledged.size).toBeGreaterThan(acknowledged);
  expect(await lostLinesOf(at, writers)).toEqual([]);
  expect(await app.end('SIGTERM')).toBe(0);
}

/** Whatever room there is goes into one file. */
function fill(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (const piece of [Buffer.alloc(1_000_000), Buffer.alloc(4_096)]) {
      try {
        for (;;) if (writeSync(file, piece) < piece.length) break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}
