import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as later } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { handedOver, handOver, withHandover } from '.';

const storage = new AsyncLocalStorage<string[]>();

test('what was handed over is found within the same request, however often it is asked for', async () => {
  await withHandover(storage, async () => {
    const names = [handOver('<b>1</b>'), handOver('<b>2</b>')];
    await later();
    for (const _again of [1, 2]) expect(names.map((name) => handedOver(name ?? ''))).toEqual(['<b>1</b>', '<b>2</b>']);
  });
});

test('nothing is handed over where no document is made', () => {
  expect(handOver('<b>1</b>')).toBeNull();
});

test('what is not there is an error, and never nothing: of another request, or of none', () => {
  const name = withHandover(storage, () => handOver('<b>1</b>')) ?? '';
  expect(() => withHandover(storage, () => handedOver(name))).toThrow('not there');
  expect(() => handedOver(name)).toThrow('not there');
});
