import { expect, test } from 'vitest';
import { sampleErrors } from './errors';
import { sampleMonth } from './month';
import { incidents } from './story';

const now = '2026-11-23T09:00:00.000000Z';
const month = sampleMonth(now);
const errors = sampleErrors(month, now);

test('errors are those of what failed, under the same requests, the same on every machine', () => {
  expect(errors.length).toBeGreaterThan(60);
  expect(errors).toEqual(sampleErrors(month, now));
  const failed = new Map(month.filter(({ input }) => input.outcome === 'failure').map(({ input }) => [input.request_id, input]));
  for (const { project, error } of errors) {
    expect(project).toMatch(/^sample\//);
    expect(failed.get(error.requestId ?? '')).toMatchObject({ trace_id: error.traceId, feature: error.feature });
    expect(error.flags).toEqual([]);
  }
});

test('the flag that was turned up shows as an issue that began then and ended when it was turned down', () => {
  const noPath = errors.filter(({ error }) => error.type === 'NoPathError').map(({ error }) => error);
  expect(noPath.length).toBeGreaterThan(40);
  expect(new Set(noPath.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  const times = noPath.map(({ time }) => time.slice(11, 19)).sort();
  expect((times[0] ?? '') > incidents.routerFlag.raisedAt).toBe(true);
  expect((times.at(-1) ?? '') < incidents.routerFlag.loweredAt).toBe(true);
});

test('what only a browser said is told so', () => {
  const told = errors.filter(({ trust }) => trust === 'client');
  expect(told.length).toBeGreaterThan(0);
  expect(new Set(told.map(({ project, error }) => `${project} ${error.type}`))).toEqual(new Set(['sample/web TypeError']));
});
