import { expect, test } from 'vitest';
import { sampleLines } from './lines';
import { sampleMonth } from './month';

const month = sampleMonth('2026-11-23T09:00:00.000000Z');
const since = '2026-11-13T09:00:00.000000Z';

test('lines stand around the actions of their requests, in order, the same on every machine', () => {
  const lines = sampleLines(month, { since });
  expect(lines.length).toBeGreaterThan(1_000);
  expect(lines).toEqual(sampleLines(month, { since }));
  expect(lines.map(({ line }) => line.time)).toEqual(lines.map(({ line }) => line.time).toSorted());
  expect(lines.every(({ source }) => source.startsWith('sample/'))).toBe(true);
  const request = lines.find(({ line }) => line.level === 'error')?.line.requestId;
  const told = lines.filter(({ line }) => line.requestId === request).map(({ line }) => line.message);
  expect([told.at(0)?.startsWith('POST /'), told.at(-1)?.endsWith('answered')]).toEqual([true, true]);
});
