import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';

const run = promisify(execFile);

let app: App;
let client: string;
let server: string;
beforeAll(async () => {
  app = await startApp({ env: { USAGE_PROPERTIES: 'plan, seats' } });
  client = await makeToken({ trust: 'client', orgId: 'org_1' });
  server = await makeToken({ trust: 'server', orgId: null });
});
afterAll(() => app?.stop());

async function makeToken({ trust, orgId }: { trust: 'client' | 'server'; orgId: string | null }): Promise<string> {
  const key = randomBytes(16).toString('hex');
  await app.sql`insert into project_keys (key, project, org_id, trust, created_by) values (${key}, 'shop/web', ${orgId}, ${trust}, 'test')`;
  return `phc_${key}`;
}

async function send(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${app.baseUrl}${path}`, { method: 'POST', headers, body });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const use = (request: string, more: object = {}) => ({
  event: 'opened invoice',
  distinct_id: 'u_1',
  uuid: randomUUID(),
  timestamp: new Date().toISOString(),
  properties: { feature: 'billing', surface: 'invoice-page', request_id: request, org_id: 'org_9', secret: 'CANARY', plan: 'pro', ...more },
});
const batch = (events: readonly object[], token = client) =>
  JSON.stringify({ api_key: token, batch: events, sent_at: new Date().toISOString() });
const kept = (request: string) => app.sql`
  select event, user_id, org_id, feature, surface, session_id, source, trust, properties, flags, a::text as whole from usage_events a
  where request_id = ${request}`;

/** In a process of its own, as a service would. */
const service = `
  import { PostHog } from 'posthog-node';
  const client = new PostHog(process.argv[1], { host: process.argv[2], fetchRetryCount: 0 });
  client.capture({ distinctId: 'u_1', event: 'invoice sent', properties: { feature: 'billing', surface: 'worker', request_id: process.argv[3], plan: 'pro', note: 'CANARY' }, groups: { organization: 'org_7' } });
  client.capture({ distinctId: 'u_2', event: 'invoice sent', properties: { feature: 'billing', surface: 'worker', request_id: process.argv[3] } });
  client.identify({ distinctId: 'u_1', properties: { email: 'bob@example.com' } });
  const flag = await client.isFeatureEnabled('anything', 'u_1');
  await client.shutdown(5000);
  console.log(JSON.stringify({ at: Date.now(), flag: flag ?? null }));`;

test('a real posthog-node sends tagged events: they are counted and found by their request within five seconds, and there are no flags', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', service, server, app.baseUrl, 'req-node-1']);
  const { at, flag } = JSON.parse(stdout);
  const rows = await kept('req-node-1');
  const token = await app.makeToken({ scopes: ['audit:read', 'logs:read', 'issues:read', 'usage:read'] });
  const answer = await fetch(`${app.baseUrl}/api/v1/dossier?id=req-node-1`, { headers: { authorization: `Bearer ${token}` } });
  const dossier = await answer.json();
  expect(Date.now() - at).toBeLessThan(5_000);
  expect(rows).toHaveLength(2);
  expect(rows.find(({ user_id: user }) => user === 'u_1')).toMatchObject({
    event: 'invoice sent',
    org_id: 'org_7',
    feature: 'billing',
    surface: 'worker',
    source: 'shop/web',
    trust: 'server',
    properties: { plan: 'pro' },
    flags: [],
  });
  expect(JSON.stringify(rows)).not.toMatch(/CANARY|bob@/);
  expect(dossier.readings.usage).toMatchObject({ verdict: 'found', count: { value: 2 } });
  expect(dossier.moments.rows.map(({ text }: { text: string }) => text)).toEqual(
    Array(2).fill('invoice sent (feature billing, surface worker)'),
  );
  expect(flag).not.toBe(true);
  const [counted] = await app.sql`select events from usage_features where feature = 'billing' and org_id = 'org_7'`;
  expect(Number(counted?.events)).toBe(1);
});

describe('a delivery', () => {
  test.each(['/batch/', '/batch', '/i/v0/e/', '/e/', '/capture/'])(
    'is taken at %s, plain and packed, and answered after commit',
    async (path) => {
      for (const [pack, query, headers] of [
        [(text: string) => text, '', { 'content-type': 'application/json' }],
        [(text: string) => text, '', { 'content-type': 'text/plain' }],
        [gzipSync, '', { 'content-encoding': 'gzip' }],
        [gzipSync, `?compression=gzip-js&ip=0&_=${Date.now()}&ver=1.449.2`, { 'content-type': 'text/plain' }],
        [
          (text: string) => `data=${encodeURIComponent(Buffer.from(text).toString('base64'))}`,
          '?compression=base64',
          { 'content-type': 'application/x-www-form-urlencoded' },
        ],
      ] as const) {
        const request = randomUUID();
        const packed = pack(batch([use(request)]));
        const answer = await send(`${path}${query}`, typeof packed === 'string' ? packed : new Uint8Array(packed), headers);
        expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'Ok' }]);
        expect(await kept(request)).toMatchObject([{ trust: 'client', org_id: 'org_1', properties: { plan: 'pro' } }]);
      }
    },
  );

  test('sent twice counts once', async () => {
    const body = batch([use('req-twice')]);
    expect([(await send('/batch/', body)).status, (await send('/e/', body)).status]).toEqual([200, 200]);
    expect(await kept('req-twice')).toHaveLength(1);
  });

  test('is refused without a key, with one that is unknown, and with one that was revoked, whoever is signed in', async () => {
    const gone = await makeToken({ trust: 'client', orgId: null });
    await app.sql`update project_keys set revoked_at = now() where key = ${gone.slice(4)}`;
    const admin = await app.makeUser('admin');
    for (const token of ['', 'phc_', `phc_${'0'.repeat(32)}`, gone, client.slice(4), `${client}x`]) {
      const { status, headers } = await send('/batch/', batch([use('req-refused')], token), { cookie: admin.cookie });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([401, '*']);
    }
    expect(await kept('req-refused')).toEqual([]);
  });

  test('of a public key is not believed about its organisation, of a key of servers it is', async () => {
    await send('/batch/', batch([use('req-claim-1')], client));
    await send('/batch/', batch([use('req-claim-2')], server));
    expect(await kept('req-claim-1')).toMatchObject([{ org_id: 'org_1', trust: 'client' }]);
    expect(await kept('req-claim-2')).toMatchObject([{ org_id: 'org_9', trust: 'server' }]);
  });

  test('of a crawler is flagged, by its own word or by that of its header', async () => {
    const bot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    await send('/e/', batch([use('req-bot-1', { $raw_user_agent: bot })]));
    await send('/e/', batch([use('req-bot-2')]), { 'user-agent': bot });
    await send('/e/', batch([use('req-bot-3')], server), { 'user-agent': bot });
    const flags = async (request: string) => (await kept(request))[0]?.flags;
    expect([await flags('req-bot-1'), await flags('req-bot-2'), await flags('req-bot-3')]).toEqual([['bot'], ['bot'], []]);
  });

  test('of which a part cannot be kept says so, and one of which nothing can be is refused', async () => {
    const some = await send('/batch/', batch([use('req-part'), { nothing: true }]));
    expect([some.status, JSON.parse(some.text)]).toEqual([200, { status: 'Ok', rejected: 1, reasons: { 'no-event': 1 } }]);
    expect(await kept('req-part')).toHaveLength(1);
    expect((await send('/batch/', batch([{}]))).status).toBe(400);
    expect((await send(`/e/?token=${client}`, 'rubbish')).status).toBe(400);
    expect((await send('/e/', '')).status).toBe(401);
    expect((await send('/e/?compression=lz64', 'x')).status).toBe(415);
    expect((await send('/e/', new Uint8Array(gzipSync(Buffer.alloc(50_000_000))))).status).toBe(413);
    expect((await send('/e/', new Uint8Array(gzipSync(Buffer.alloc(50_000_000))), { 'content-encoding': 'gzip' })).status).toBe(413);
  });
});

test('an SDK that asks is told that there is nothing but events', async () => {
  for (const path of ['/flags/?v=2', '/decide/?v=3']) {
    const { status, text, headers } = await send(path, JSON.stringify({ token: client, distinct_id: 'u_1' }));
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(JSON.parse(text)).toMatchObject({ flags: {}, featureFlags: {}, errorsWhileComputingFlags: false });
  }
  const config = await fetch(`${app.baseUrl}/array/${client}/config`);
  expect(await config.json()).toMatchObject({ token: client, hasFeatureFlags: false, sessionRecording: false, surveys: false });
  const script = await fetch(`${app.baseUrl}/array/${client}/config.js`);
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect(script.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const here: Record<string, Record<string, { config: { token: string } }>> = {};
  new Function('window', await script.text())(here);
  expect(here._POSTHOG_REMOTE_CONFIG?.[client]?.config.token).toBe(client);
  expect((await fetch(`${app.baseUrl}/array/${encodeURIComponent('"]=1;alert(1)')}/config.js`)).status).toBe(404);
});

test('a browser is told that pages of every origin may send, and no more', async () => {
  const headers = {
    origin: 'https://shop.example.com',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  for (const path of ['/batch/', '/e/', '/i/v0/e/', '/capture/', '/flags/', '/decide/', `/array/${client}/config`]) {
    const answer = await fetch(`${app.baseUrl}${path}`, { method: 'OPTIONS', headers });
    expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, 204, '*']);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  }
});

test('a flood is taken in or refused with a time to wait, and none is lost after a 200', async () => {
  const taken: string[] = [];
  const statuses = new Set<number>();
  let next = 0;
  const sendAll = async () => {
    while (next < 4_000) {
      next += 20;
      const events = Array.from({ length: 20 }, () => use('req-flood'));
      const { status, headers } = await send('/batch/', batch(events));
      statuses.add(status);
      if (status === 200) taken.push(...events.map(({ uuid }) => uuid));
      else expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  };
  await Promise.all(Array.from({ length: 48 }, sendAll));
  expect([...statuses].filter((status) => status !== 200 && status !== 429)).toEqual([]);
  const [stored] = await app.sql`select count(*)::int as events, count(*) filter (where event_id = any(${taken}))::int as promised
    from usage_events where request_id = 'req-flood'`;
  expect(stored).toEqual({ events: taken.length, promised: taken.length });
  const [wrong] = await app.sql`
    select (select sum(events) from usage_features)::int as counted, count(*)::int as there from usage_events where left(event, 1) <> '$' and not flags @> '{bot}'`;
  expect(wrong?.counted).toBe(wrong?.there);
});

describeWithShared('hostile inputs', 'contracts/hostile-inputs.json', (path) => {
  test('are answered without a failure of ours', async () => {
    const inputs = ['ingest.http', 'ingest.line', 'row.metadata'].flatMap((surface) => hostileInputs(path, surface));
    for (const { id, text, json } of inputs) {
      for (const body of [
        text,
        json,
        `{"api_key":"${client}","batch":[${json}]}`,
        `{"api_key":"${client}","event":"hostile","distinct_id":${json},"properties":${json}}`,
        `data=${text}`,
      ]) {
        const { status } = await send('/e/', body.toWellFormed());
        expect([id, status]).toEqual([id, expect.toSatisfy((told) => [200, 400, 401, 413].includes(told))]);
      }
    }
    expect(app.output()).not.toContain('"msg":"failed"');
  });
});
