import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';

const run = promisify(execFile);

let app: App;
let client: Dsn;
let server: Dsn;
beforeAll(async () => {
  app = await startApp();
  client = await makeDsn({ trust: 'client', orgId: 'org_1' });
  server = await makeDsn({ trust: 'server', orgId: null });
});
afterAll(() => app?.stop());

interface Dsn {
  readonly id: string;
  readonly key: string;
  readonly text: string;
}

async function makeDsn({ trust, orgId }: { trust: 'client' | 'server'; orgId: string | null }): Promise<Dsn> {
  const key = randomBytes(16).toString('hex');
  const [row] = await app.sql<{ id: string }[]>`
    insert into project_keys (key, project, org_id, trust, created_by) values (${key}, 'shop/web', ${orgId}, ${trust}, 'test') returning id::text`;
  const id = row?.id ?? '';
  return { id, key, text: `${app.baseUrl.replace('://', `://${key}@`)}/${id}` };
}

interface Sent {
  readonly dsn?: Dsn;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  { dsn = client, path = 'envelope', query = `?sentry_key=${dsn.key}`, headers = {} }: Sent = {},
) {
  const answer = await fetch(`${app.baseUrl}/api/${dsn.id}/${path}/${query}`, { method: 'POST', headers, body });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const error = (more: object) => ({
  exception: { values: [{ type: 'TypeError', value: 'x is undefined' }] },
  timestamp: Date.now() / 1_000,
  ...more,
});
const newId = () => randomBytes(16).toString('hex');
const envelope = (event: object, header: object = {}) => `${JSON.stringify(header)}\n{"type":"event"}\n${JSON.stringify(event)}\n`;
const kept = (
  request: string,
) => app.sql`select a.event_id, a.type, a.message, a.user_id, a.org_id, a.trust, a.tags, a.flags, a.sdk, a.trace_id,
  a.is_handled, a::text as whole, i.project from error_events a join issues i on i.id = a.issue_id where a.request_id = ${request}`;

/** In a process of its own, as a service would: the SDK, an error with a request and a user, and the end of the process. */
const service = `
  import * as Sentry from '@sentry/node';
  Sentry.init({ dsn: process.argv[1], release: 'web@1.4.0', environment: 'production', tracesSampleRate: 1, sendDefaultPii: true });
  function chargeCard() { const secret = 'CANARY'; throw new TypeError('no card for bob@example.com'); }
  Sentry.startSpan({ name: 'POST /pay', op: 'http.server', attributes: { request_id: process.argv[2] } }, () => {
    Sentry.setTag('request_id', process.argv[2]);
    Sentry.setTag('feature', 'billing');
    Sentry.setTag('org_id', 'org_7');
    Sentry.setUser({ id: 'u_1', email: 'bob@example.com', ip_address: '203.0.113.9' });
    Sentry.addBreadcrumb({ message: 'CANARY' });
    try { chargeCard(); } catch (error) { Sentry.captureException(error); }
  });
  if (!(await Sentry.close(5000))) process.exit(1);
  console.log(Date.now());`;

test('a real @sentry/node reports an error, and it is found by its request within two seconds', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', service, server.text, 'req-node-1']);
  const [event] = await kept('req-node-1');
  expect(Date.now() - Number(stdout)).toBeLessThan(2_000);
  expect(event).toMatchObject({
    type: 'TypeError',
    message: 'no card for [email]',
    user_id: 'u_1',
    org_id: 'org_7',
    trust: 'server',
    project: 'shop/web',
    sdk: expect.stringMatching(/^sentry\.javascript\.node 11\./),
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(event?.whole).not.toMatch(/CANARY|bob@|203\.0\.113/);
  expect(event?.whole).toContain('chargeCard');
  const spans = await app.sql`select name, op, org_id, user_id from transactions where request_id = 'req-node-1'`;
  expect(spans).toMatchObject([{ name: 'POST /pay', op: 'http.server' }]);
});

describe('an envelope', () => {
  test.each([
    ['plain', (text: string) => text, {}],
    ['text/plain, as browsers send it', (text: string) => text, { 'content-type': 'text/plain;charset=UTF-8' }],
    ['gzip', gzipSync, { 'content-encoding': 'gzip' }],
    ['deflate', deflateSync, { 'content-encoding': 'deflate' }],
    ['br', brotliCompressSync, { 'content-encoding': 'br' }],
  ])('is taken %s, and answered with its id after commit', async (_, pack, headers) => {
    const [id, request] = [newId(), newId()];
    const packed = pack(envelope(error({ event_id: id, tags: { request_id: request } })));
    const answer = await send(typeof packed === 'string' ? packed : new Uint8Array(packed), { headers });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { id }]);
    expect(await kept(request)).toMatchObject([{ event_id: id }]);
  });

  test.each([
    ['query', (dsn: Dsn) => ({ query: `?sentry_version=7&sentry_key=${dsn.key}` }), {}],
    ['X-Sentry-Auth', (dsn: Dsn) => ({ query: '', headers: { 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${dsn.key}` } }), {}],
    ['DSN inside', () => ({ query: '' }), { dsn: true }],
  ])('is let in by its %s', async (_, by, { dsn = false }: { dsn?: boolean }) => {
    const answer = await send(envelope(error({ event_id: newId() }), dsn ? { dsn: client.text } : {}), by(client));
    expect(answer.status).toBe(200);
  });

  test('is refused without a key, with one of another project, and with one that was revoked', async () => {
    const body = envelope(error({ tags: { request_id: 'req-refused' } }));
    const gone = await makeDsn({ trust: 'client', orgId: null });
    await app.sql`update project_keys set revoked_at = now() where id = ${gone.id}`;
    for (const sent of [
      { query: '' },
      { query: `?sentry_key=${server.key}` },
      { query: `?sentry_key=${newId()}` },
      { dsn: gone },
      { dsn: { ...client, id: '0' } },
      { dsn: { ...client, id: 'x' } },
    ]) {
      const { status, headers } = await send(body, sent);
      expect([status, headers.get('access-control-allow-origin')]).toEqual([401, '*']);
    }
    const admin = await app.makeUser('admin');
    expect((await send(body, { query: '', headers: { cookie: admin.cookie } })).status).toBe(401);
    expect(await kept('req-refused')).toEqual([]);
  });

  test('of a public key is not believed about its organisation, of a key of servers it is', async () => {
    const claims = (request: string) => envelope(error({ tags: { request_id: request, org_id: 'org_9' } }));
    await send(claims('req-claim-1'), { dsn: client });
    await send(claims('req-claim-2'), { dsn: server });
    expect(await kept('req-claim-1')).toMatchObject([{ org_id: 'org_1', trust: 'client', tags: { org_id: 'org_9' } }]);
    expect(await kept('req-claim-2')).toMatchObject([{ org_id: 'org_9', trust: 'server' }]);
  });

  test('sent twice is kept once, and what is no error is dropped and counted', async () => {
    const body = `${envelope(error({ event_id: newId(), tags: { request_id: 'req-twice' } }))}{"type":"session"}\n{}\n{"type":"client_report"}\n{}\n`;
    expect([(await send(body)).status, (await send(body)).status]).toEqual([200, 200]);
    expect(await kept('req-twice')).toHaveLength(1);
    expect((await send('{}\n{"type":"session"}\n{}\n')).text).toBe('{}');
    const token = await app.makeToken({ scopes: ['metrics:read'] });
    const metrics = await (await fetch(`${app.baseUrl}/api/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(metrics).toMatch(/tracebook_error_items_dropped_total\{type="session"\} [3-9]/);
    expect(metrics).toMatch(/tracebook_deliveries_refused_total\{surface="\/api\/\[project\]\/envelope",status="401"\} [1-9]/);
    expect(metrics).not.toMatch(/\/api\/\d/);
  });

  test.each([
    ['rubbish', 400],
    ['{}\n{"type":"event"}\n{"broken', 400],
    ['{}\n{"type":"event"}\n[]', 400],
    [`{}\n{"type":"event"}\n{"x":"${'x'.repeat(5_000_000)}"}`, 413],
    [`{}\n${'{"type":"event"}\n{"message":"many"}\n'.repeat(100_000)}`, 413],
    ['', 400],
  ])('of which nothing can be kept is refused: %.40s', async (body, status) => {
    expect((await send(body)).status).toBe(status);
  });

  test('packed small and unpacked huge is refused, and one that is packed otherwise', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(60_000_000)));
    expect((await send(bomb, { headers: { 'content-encoding': 'gzip' } })).status).toBe(413);
    expect((await send('x', { headers: { 'content-encoding': 'zstd' } })).status).toBe(415);
    expect((await send('x', { headers: { 'content-encoding': 'gzip' } })).status).toBe(400);
  });
});

test('one event alone is taken where SDKs of old send it', async () => {
  const [id, request] = [newId(), newId()];
  const answer = await send(JSON.stringify(error({ event_id: id, tags: [['request_id', request]] })), { path: 'store' });
  expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { id }]);
  expect(await kept(request)).toHaveLength(1);
});

test('a browser is told that pages of every origin may send, and no more', async () => {
  const headers = {
    origin: 'https://shop.example.com',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-sentry-auth',
  };
  for (const path of ['envelope/', 'store/', 'envelope']) {
    const answer = await fetch(`${app.baseUrl}/api/${client.id}/${path}`, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-headers')).toContain('x-sentry-auth');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  }
  const answer = await send(envelope(error({})));
  expect(answer.headers.get('access-control-expose-headers')).toContain('x-sentry-rate-limits');
});

test('a flood of 10,000 errors is taken in or refused by the rate limit, and none is lost after a 200', async () => {
  const most = 10_000;
  const taken: string[] = [];
  const statuses = new Map<number, number>();
  let next = 0;
  const sendAll = async () => {
    while (next < most) {
      // An SDK sends one by one, and what stands between it and us may send several.
      const ids = Array.from({ length: Math.min(most - next, next % 2 === 0 ? 1 : 19) }, newId);
      next += ids.length;
      const events = ids.map((id, n) => JSON.stringify(error({ event_id: id, tags: { flood: 'yes' }, user: { id: `u_${n}` } })));
      const { status, headers } = await send(`{}\n${events.map((event) => `{"type":"event"}\n${event}\n`).join('')}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) taken.push(...ids);
      else if (status === 429) expect(headers.get('x-sentry-rate-limits')).toBe(`${headers.get('retry-after')}:error;transaction;span:key`);
    }
  };
  await Promise.all(Array.from({ length: 64 }, sendAll));
  expect([...statuses.keys()].filter((status) => status !== 200 && status !== 429)).toEqual([]);
  expect(taken.length).toBeGreaterThan(100);
  const [stored] = await app.sql`select count(*)::int as events, count(*) filter (where event_id = any(${taken}))::int as promised
    from error_events where tags @> '{"flood":"yes"}'`;
  expect(stored).toEqual({ events: taken.length, promised: taken.length });
  const [wrong] = await app.sql`
    select count(*)::int as wrong from issue_counts c where org_id = '*' and events <> (select count(*) from error_events a where a.issue_id = c.issue_id)`;
  expect(wrong?.wrong).toBe(0);
}, 120_000);

describeWithShared('hostile inputs', 'contracts/hostile-inputs.json', (path) => {
  test('are answered without a failure of ours, and keep nobody else out', async () => {
    const inputs = ['ingest.http', 'ingest.line', 'row.metadata', 'hdr.request_id'].flatMap((surface) => hostileInputs(path, surface));
    for (const { id, text, json } of inputs) {
      const bodies = [
        ['store', json],
        ['envelope', text],
        ['envelope', envelope({ message: 'hostile' }).replace('"hostile"', json)],
      ] as const;
      for (const [where, body] of bodies) {
        const { status } = await send(body.toWellFormed(), { path: where });
        expect([id, where, [200, 400, 413].includes(status)]).toEqual([id, where, true]);
      }
    }
    expect((await send(envelope(error({ tags: { request_id: 'req-after' } })))).status).toBe(200);
    expect(await kept('req-after')).toHaveLength(1);
    expect(app.output()).not.toContain('"msg":"failed"');
  });
});
