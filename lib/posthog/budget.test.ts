import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { budget } from './budget';

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime('2026-11-01T10:00:10Z');
});
afterEach(() => {
  vi.useRealTimers();
});

const signal = new AbortController().signal;

test('a minute has so many questions, and the next has them again', () => {
  const spend = budget({ aMinute: 2, anHour: 3 }, { aMinute: 1, anHour: 1 });
  spend.now();
  spend.now();
  expect(spend.now).toThrow('2 questions within one minute');
  vi.setSystemTime('2026-11-01T10:01:00Z');
  spend.now();
  expect(spend.now).toThrow('3 questions within one hour');
});

test('what nobody waits for takes less, and waits for the next minute', async () => {
  const spend = budget({ aMinute: 3, anHour: 9 }, { aMinute: 1, anHour: 2 });
  await spend.inTime(signal);
  let isDone = false;
  const second = spend.inTime(signal).then(() => {
    isDone = true;
  });
  spend.now();
  await vi.advanceTimersByTimeAsync(49_000);
  expect(isDone).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  await second;
  await expect(spend.inTime(signal)).rejects.toThrow('2 questions within one hour');
  spend.now();
});

test('and no longer than it has time', async () => {
  const spend = budget({ aMinute: 3, anHour: 9 }, { aMinute: 0, anHour: 9 });
  const stop = new AbortController();
  const waiting = spend.inTime(stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow('aborted');
  await expect(spend.inTime(stop.signal)).rejects.toThrow('aborted');
});
