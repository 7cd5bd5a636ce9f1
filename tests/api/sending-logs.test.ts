import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { describeWithShared } from '@/tests/support/shared';

const drain = { VERCEL_DRAIN_SECRET: 'drain secret of a test', VERCEL_DRAIN_VERIFY: 'verify-me' };

let app: App;
let token: string;
beforeAll(async () => {
  app = await startApp({ env: drain });
  token = await app.makeToken({ scopes: ['logs:write', 'logs:read', 'metrics:read'], orgs: ['org_1'], source: 'edge' });
});
afterAll(() => app?.stop());

interface Sent {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearer?: string;
}

async function send(body: string | Uint8Array<ArrayBuffer>, { path = '/api/v1/logs', headers = {}, bearer = token }: Sent = {}) {
  const answer = await fetch(`${app.baseUrl}${path}`, {
    method: 'POST',
    headers: { ...(bearer ? { authorization: `Bearer ${bearer}` } : {}), ...headers },
    body,
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function find(q: string): Promise<readonly { readonly message: string; readonly time: string; readonly org_id: string }[]> {
  const answer = await fetch(`${app.baseUrl}/api/v1/logs?order=asc&q=${encodeURIComponent(q)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { rows: { message: string; time: string; org_id: string }[] }).rows;
}

describe('lines that pino writes', () => {
  test('are found by their request as soon as they are answered', async () => {
    const written: string[] = [];
    const logger = pino({ base: { service: 'checkout' } }, { write: (line: string) => written.push(line) });
    const request = logger.child({ request_id: 'req-pino-1' });
    request.info('asked');
    request.error(new Error('card declined'), 'failed');
    const { status, text } = await send(written.join(''));
    expect([status, JSON.parse(text)]).toMatchObject([200, { accepted: 2, rejected: 0 }]);
    expect(await find('request:req-pino-1')).toMatchObject([
      { message: 'asked', service: 'checkout', level: 'info', org_id: 'org_1', source: 'edge' },
      { message: 'failed', level: 'error' },
    ]);
  });

  test('come packed too, and a bad one costs only itself', async () => {
    const body = [
      '{"msg":"good one","request_id":"req-mixed"}',
      '{"level":',
      '{"msg":"theirs","request_id":"req-mixed","org_id":"org_2"}',
    ].join('\n');
    const { text } = await send(new Uint8Array(gzipSync(body)), { headers: { 'content-encoding': 'gzip' } });
    expect(JSON.parse(text)).toEqual({
      accepted: 1,
      rejected: 2,
      reasons: { 'not-json': 1, 'other-organisation': 1 },
      first: [
        { position: 1, reason: 'not-json' },
        { position: 2, reason: 'other-organisation' },
      ],
      redacted: {},
    });
    expect((await find('request:req-mixed')).map(({ message }) => message)).toEqual(['good one']);
  });

  test('keep no secret, and say how many were taken out', async () => {
    const { text } = await send('{"msg":"login Bearer CANARY-A","password":"CANARY-B","request_id":"req-secret"}');
    expect(JSON.parse(text)).toMatchObject({ accepted: 1, redacted: { authorization: 1, 'named-secret': 1 } });
    const [row] = await app.sql`select l::text as whole from log_lines l where request_id = 'req-secret'`;
    expect(row?.whole).not.toContain('CANARY');
    expect(app.output()).not.toContain('CANARY');
  });

  test('without an offset are of the zone that their source names', async () => {
    const time = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19);
    await send(`{"time":"${time}","msg":"m","request_id":"req-zone"}`, { path: '/api/v1/logs?zone=Asia/Kolkata&service=cron' });
    const [line] = await find('request:req-zone service:cron');
    expect(Date.parse(line?.time ?? '')).toBe(Date.parse(`${time}+05:30`));
    expect((await send('{}', { path: '/api/v1/logs?zone=Mars/Base' })).status).toBe(400);
  });
});

describe('what is too much, or none of it', () => {
  test.each([
    ['too many lines', () => '{}\n'.repeat(5_001), 413],
    ['too many bytes', () => `{"msg":"${'x'.repeat(5_000_001)}"}`, 413],
    ['a bomb', () => new Uint8Array(gzipSync(Buffer.alloc(50_000_000, 32))), 413],
    ['damaged gzip', () => new Uint8Array(gzipSync('{}').subarray(0, 10)), 400],
    ['nothing', () => '', 200],
    ['a million empty lines', () => '\n'.repeat(1_000_000), 200],
  ])('%s is answered at once', async (_name, body, status) => {
    const bytes = body();
    const headers: Record<string, string> = typeof bytes === 'string' ? {} : { 'content-encoding': 'gzip' };
    expect((await send(bytes, { headers })).status).toBe(status);
  });

  test('999 good lines are kept beside a bad one', async () => {
    const good = Array.from({ length: 999 }, (_, n) => `{"msg":"n ${n}","request_id":"req-999"}`);
    const { text } = await send([...good.slice(0, 500), '{"level":', ...good.slice(500)].join('\n'));
    expect(JSON.parse(text)).toMatchObject({ accepted: 999, rejected: 1, first: [{ position: 500, reason: 'not-json' }] });
  });

  test('invalid UTF-8 is read as far as it goes', async () => {
    const { text } = await send(new Uint8Array(Buffer.from('efbbbf7b226d7367223a22ffc080edbfbf227d0a', 'hex')));
    expect(JSON.parse(text)).toMatchObject({ accepted: 1, rejected: 0 });
  });

  test('is refused to who may not', async () => {
    expect((await send('{}', { bearer: '' })).status).toBe(401);
    expect((await send('{}', { bearer: await app.makeToken({ scopes: ['logs:read'] }) })).status).toBe(403);
  });
});

describeWithShared('OTLP', 'contracts/logs/otlp', (path) => {
  const otlp = { path: '/v1/logs', headers: { 'content-type': 'application/json' } };

  test('as JSON is taken and answered in its own form', async () => {
    const body = readFileSync(`${path}/captured-otel-js-0.223.1-attributes.json`, 'utf8').replace('"r1"', '"req-otlp"');
    const { status, headers, text } = await send(body, otlp);
    expect([status, headers.get('content-type'), text]).toEqual([200, 'application/json', '{}']);
    expect(await find('request:req-otlp')).toMatchObject([{ message: 'created customer', service: 'web', level: 'error' }]);
  });

  test('says how many were rejected and why', async () => {
    const record = (org: string) => ({ body: { stringValue: 'x' }, attributes: [{ key: 'org_id', value: { stringValue: org } }] });
    const { text } = await send(
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record('org_1'), record('org_2')] }] }] }),
      otlp,
    );
    expect(JSON.parse(text)).toEqual({ partialSuccess: { rejectedLogRecords: '1', errorMessage: '1 × other-organisation' } });
  });

  test('as protobuf, packed or not', async () => {
    const { default: generated } = await import('@opentelemetry/otlp-transformer/build/src/generated/root');
    const { logs } = (generated as never as { opentelemetry: { proto: { collector: { logs: { v1: Logs } } } } }).opentelemetry.proto
      .collector;
    const request = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'in protobuf' }, timeUnixNano: 1795340661567000000 }] }] }],
    };
    const bytes = logs.v1.ExportLogsServiceRequest.encode(logs.v1.ExportLogsServiceRequest.fromObject(request)).finish();
    const headers = { 'content-type': 'application/x-protobuf' };
    const plain = await send(new Uint8Array(bytes), { path: '/v1/logs', headers });
    expect([plain.status, plain.headers.get('content-type'), plain.text]).toEqual([200, 'application/x-protobuf', '']);
    const packed = await send(new Uint8Array(gzipSync(bytes)), { path: '/v1/logs', headers: { ...headers, 'content-encoding': 'gzip' } });
    expect(packed.status).toBe(200);
    expect(await find('"in protobuf"')).toHaveLength(2);
  });

  test('in another form, or none of it, is refused', async () => {
    expect((await send('{}', { path: '/v1/logs', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await send('{', otlp)).status).toBe(400);
  });
});

interface Logs {
  readonly ExportLogsServiceRequest: { fromObject(object: object): object; encode(message: object): { finish(): Uint8Array } };
}

describe('a Vercel drain', () => {
  const path = '/api/v1/logs/vercel';
  const sign = (body: string) => createHmac('sha1', drain.VERCEL_DRAIN_SECRET).update(body).digest('hex');
  const body = JSON.stringify([{ id: '1', timestamp: Date.now(), message: 'from a drain', requestId: 'req-drain', source: 'lambda' }]);

  test('is verified without token and signature, and nothing of that is kept', async () => {
    const { status, headers } = await send(body, { path, bearer: '' });
    expect([status, headers.get('x-vercel-verify')]).toEqual([200, 'verify-me']);
    expect(await find('request:req-drain')).toEqual([]);
  });

  test('is refused with a signature that is missing or another', async () => {
    for (const signature of ['', 'zz', 'ab'.repeat(20), sign(`${body} `)]) {
      const headers: Record<string, string> = signature ? { 'x-vercel-signature': signature } : {};
      expect((await send(body, { path, headers })).status).toBe(403);
    }
    expect(await find('request:req-drain')).toEqual([]);
  });

  test('is taken with its own', async () => {
    const { status, headers } = await send(body, { path, headers: { 'x-vercel-signature': sign(body) } });
    expect([status, headers.get('x-vercel-verify')]).toEqual([200, 'verify-me']);
    expect(await find('request:req-drain')).toMatchObject([{ message: 'from a drain', source: 'edge' }]);
  });
});

test('what was taken, rejected and refused is counted', async () => {
  const answer = await fetch(`${app.baseUrl}/api/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(text).toMatch(/tracebook_log_lines_accepted_total\{source="edge",form="ndjson"\} \d{3,}/);
  expect(text).toMatch(/tracebook_log_lines_rejected_total\{source="edge",reason="not-json"\} \d/);
  expect(text).toMatch(/tracebook_log_redactions_total\{rule="named-secret"\} \d/);
  expect(text).toMatch(/tracebook_deliveries_refused_total\{surface="\/api\/v1\/logs",status="413"\} \d/);
});
