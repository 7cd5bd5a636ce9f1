import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { turns } from './turns';

test('no more than so many at a time, in order', async () => {
  const inTurn = turns(2);
  let busy = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      inTurn(async () => {
        busy += 1;
        most = Math.max(most, busy);
        order.push(n);
        await pause(5);
        busy -= 1;
      }, AbortSignal.timeout(1_000)),
    ),
  );
  expect([most, order]).toEqual([2, [1, 2, 3, 4, 5]]);
});

test('who has no time left gives up its place, and a failure frees it', async () => {
  const inTurn = turns(1);
  const held = inTurn(() => pause(50).then(() => Promise.reject(new Error('broken'))), AbortSignal.timeout(1_000)).catch(String);
  await expect(inTurn(async () => 1, AbortSignal.timeout(10))).rejects.toThrow();
  expect(await held).toBe('Error: broken');
  expect(await inTurn(async () => 2, AbortSignal.timeout(1_000))).toBe(2);
});
