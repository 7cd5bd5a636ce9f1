import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { certificate } from '@/tests/support/certificate';
import { type Fault, type FaultyServer, faults, faultyServer } from '@/tests/support/faulty-server';
import { upstream } from './upstream';
import type { UpstreamTrouble } from './upstream-error';

let server: FaultyServer;
let answer: (headers: Record<string, string | string[] | undefined>, body: string) => unknown;

beforeAll(async () => {
  server = await faultyServer(async (request, response) => {
    const body = await text(request);
    response.setHeader('content-type', 'application/json');
    response.statusCode = body === '' ? 200 : 202;
    response.end(JSON.stringify(answer(request.headers, body)));
  }, certificate());
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
  server.set(null);
});

const asked = (rest: { mostBytes?: number } = {}) =>
  upstream({
    base: new URL(`${server.address}/prefix/`),
    headers: { 'x-scope-orgid': 'a|b' },
    mostBytes: 1_000_000,
    mostAtOnce: 4,
    ...rest,
  });
const within = (ms: number) => ({ path: '/api', params: { q: 'a b&c' }, signal: AbortSignal.timeout(ms) });

test('a question keeps to the base, its headers and its parameters', async () => {
  answer = (headers) => ({ tenant: headers['x-scope-orgid'] });
  expect(await asked().getJson(within(1_000))).toEqual({ tenant: 'a|b' });
  expect(server.requests.at(-1)).toBe('/prefix/api?q=a+b%26c');
});

const troubles: Readonly<Record<Fault, UpstreamTrouble>> = {
  refused: 'unreachable',
  reset: 'unreachable',
  'black-hole': 'late',
  drip: 'late',
  limited: 'limited',
  failing: 'failing',
  html: 'malformed',
  'invalid-json': 'malformed',
  'wrong-types': 'malformed',
  truncated: 'unreachable',
  huge: 'too-large',
  bomb: 'too-large',
  redirect: 'redirecting',
  'bad-tls': 'unreachable',
};

describe.each(faults.filter((fault) => fault !== 'wrong-types'))('%s', (fault) => {
  test('is told as trouble within the deadline, with one try more at most', async () => {
    server.set(fault);
    const before = server.requests.length;
    const started = performance.now();
    const memory = process.memoryUsage().rss;
    await expect(asked().getJson(within(600))).rejects.toMatchObject({ name: 'UpstreamError', trouble: troubles[fault] });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(server.requests.length - before).toBeLessThanOrEqual(2);
    expect(process.memoryUsage().rss - memory).toBeLessThan(50_000_000);
    expect(server.strayed).toBe(0);
  });
});

test('after five failures it rests for half a minute, and one request finds out whether it is back', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  server.set('html');
  answer = () => ({ well: true });
  const one = asked();
  for (let failure = 0; failure < 5; failure += 1) {
    await expect(one.getJson(within(1_000))).rejects.toMatchObject({ trouble: 'malformed' });
  }
  expect(one.restsSince).not.toBeNull();
  const before = server.requests.length;
  await expect(one.getJson(within(1_000))).rejects.toMatchObject({ trouble: 'resting' });
  expect(server.requests.length).toBe(before);
  server.set(null);
  vi.setSystemTime(Date.now() + 30_001);
  expect(await one.getJson(within(1_000))).toEqual({ well: true });
  expect(one.restsSince).toBeNull();
});

test('what fails at once is one failure', async () => {
  server.set('failing');
  answer = () => 1;
  const one = asked();
  await Promise.allSettled(Array.from({ length: 4 }, () => one.getJson(within(1_000))));
  server.set(null);
  expect(await one.getJson(within(1_000))).toBe(1);
});

test('what stands beside an answer is given too, and a name may be said several times', async () => {
  answer = () => [1];
  const { json, headers } = await asked().get({
    path: '/api',
    params: { project: ['1', '2'], none: [] },
    signal: AbortSignal.timeout(1_000),
  });
  expect([json, headers.get('content-type')]).toEqual([[1], 'application/json']);
  expect(server.requests.at(-1)).toBe('/prefix/api?project=1&project=2');
});

test('a question may have a body, which is sent as JSON', async () => {
  answer = (headers, body) => [headers['content-type'], headers.accept, body];
  const { json, status } = await asked().get({ ...within(1_000), body: { q: 'ü"' } });
  expect([json, status]).toEqual([['application/json', 'application/json', '{"q":"ü\\""}'], 202]);
});

test('a service may say in its own way how long it wants to be left alone, five minutes at most', async () => {
  server.set('limited');
  for (const [told, heeded] of [
    [7, { retryAfterSeconds: 7 }],
    [99_999, { retryAfterSeconds: 300 }],
    [null, { status: 429 }],
  ] as const) {
    const one = upstream({ base: new URL(server.address), headers: {}, mostBytes: 1_000, mostAtOnce: 1, waitFrom: () => told });
    await expect(one.getJson(within(1_000))).rejects.toMatchObject({ trouble: 'limited', told: heeded });
  }
});

test('a service that has had enough is left alone as long as it says, five minutes at most', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  server.set('limited');
  answer = () => 1;
  const one = asked();
  await expect(one.getJson(within(1_000))).rejects.toMatchObject({ trouble: 'limited', told: { retryAfterSeconds: 300 } });
  server.set(null);
  const before = server.requests.length;
  await expect(one.getJson(within(1_000))).rejects.toMatchObject({ trouble: 'limited', told: { retryAfterSeconds: 300 } });
  expect(server.requests.length).toBe(before);
  vi.setSystemTime(Date.now() + 300_001);
  expect(await one.getJson(within(1_000))).toBe(1);
});

test('questions wait for their turn no longer than they have time', async () => {
  server.set('black-hole');
  const one = asked();
  const started = performance.now();
  const results = await Promise.allSettled(Array.from({ length: 12 }, () => one.getJson(within(300))));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(performance.now() - started).toBeLessThan(700);
});
