import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportError } from './error-reports';
import { withRequest } from './request-context';
import { startTelemetry, stopTelemetry } from './start';
import { capture } from './usage';

interface Received {
  readonly path: string;
  readonly body: string;
}

/** Stands in for both vendors: takes what the real SDKs send. */
const received: Received[] = [];
let receiver: Server;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
      received.push({ path: request.url ?? '', body });
      response.setHeader('content-type', 'application/json').end('{"status":1}');
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const { port } = receiver.address() as AddressInfo;
  Object.assign(process.env, {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    NEXTAUTH_SECRET: 'x'.repeat(32),
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    SENTRY_DSN: `http://key@127.0.0.1:${port}/1`,
    SENTRY_ENVIRONMENT: 'test',
    POSTHOG_KEY: 'phc_test',
    POSTHOG_HOST: `http://127.0.0.1:${port}`,
  });
  await startTelemetry();
});
afterAll(() => receiver.close());

test('a report and an event carry the request, who was signed in and nothing that was bound to a query', async () => {
  withRequest({ requestId: 'req-7', traceId: null, viewerId: 'u_1' }, () => {
    reportError(new Error('Failed query: select 1\nparams: CANARY', { cause: new Error('password=CANARY') }), { route: '/audit' });
    capture({ id: 'u_1' }, 'audit.searched', { feature: 'audit', surface: '/audit', count: 3 });
  });
  withRequest({ requestId: 'req-8', traceId: null }, () => reportError(new Error('nobody was signed in')));
  const startedAt = performance.now();
  await stopTelemetry();
  expect(performance.now() - startedAt).toBeLessThan(1_600);

  const [report, anonymous] = received.filter(({ path }) => path.startsWith('/api/1/envelope/')).map(({ body }) => eventOf(body));
  expect(report).toMatchObject({ environment: 'test', tags: { request_id: 'req-7', route: '/audit' }, user: { id: 'u_1' } });
  expect(report).not.toHaveProperty('request');
  expect(anonymous).toMatchObject({ tags: { request_id: 'req-8' } });
  expect(anonymous).not.toHaveProperty('user');

  const { batch } = JSON.parse(received.find(({ path }) => path.startsWith('/batch'))?.body ?? '{}');
  expect(batch).toHaveLength(1);
  expect(batch[0]).toMatchObject({
    event: 'audit.searched',
    distinct_id: 'u_1',
    properties: { feature: 'audit', surface: '/audit', count: 3, request_id: 'req-7', $process_person_profile: false },
  });
  // Source lines around a frame are this file's own text.
  const withoutSource = received.map(({ body }) =>
    body.replace(/"(?:pre_context|context_line|post_context)":(?:\[[^\]]*\]|"(?:[^"\\]|\\.)*")/g, ''),
  );
  expect(withoutSource.join('\n')).not.toContain('CANARY');
});

test('an event without feature and surface does not compile', () => {
  // @ts-expect-error surface is missing
  expect(() => capture({ id: 'u_1' }, 'x', { feature: 'audit' })).not.toThrow();
  // @ts-expect-error there is no such feature
  expect(() => capture({ id: 'u_1' }, 'x', { feature: 'misc', surface: '/audit' })).not.toThrow();
});

function eventOf(envelope: string): Record<string, unknown> {
  return JSON.parse(envelope.split('\n')[2] ?? '{}') as Record<string, unknown>;
}
