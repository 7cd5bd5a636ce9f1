import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import { type App, startApp } from '@/tests/support/app';

// A browser that is driven calls itself so, and would be no use.
test.use({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36' });

let app: App;
let posthog: Server;
let cookie: string;
let person: string;
const heard: { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
const token = `phc_${randomBytes(16).toString('hex')}`;

/** The PostHog of this installation is this installation; what comes to it is written down on the way. */
test.beforeAll(async () => {
  posthog = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url = '', method = 'GET', headers } = request;
    const body = Buffer.concat(chunks);
    heard.push({ url, headers, body: (body[0] === 0x1f ? gunzipSync(body) : body).toString() });
    const sent = ['content-type', 'content-encoding', 'user-agent'].flatMap((name) =>
      headers[name] ? [[name, String(headers[name])] as [string, string]] : [],
    );
    const told = await fetch(`${app.baseUrl}${url}`, {
      method,
      headers: sent,
      ...(method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
    });
    answer.writeHead(told.status, { 'content-type': told.headers.get('content-type') ?? 'text/plain' });
    answer.end(await told.text());
  });
  await new Promise<void>((done) => posthog.listen(0, '127.0.0.1', done));
  const host = `http://127.0.0.1:${(posthog.address() as AddressInfo).port}`;
  app = await startApp({ env: { POSTHOG_KEY: token, POSTHOG_HOST: host, POSTHOG_RELAY: 'k7q' } });
  await app.sql`insert into project_keys (key, project, org_id, trust, created_by) values (${token.slice(4)}, 'own/web', 'org_1', 'client', 'test')`;
  ({ cookie, id: person } = await app.makeUser('admin'));
});
test.afterAll(async () => {
  posthog?.close();
  await app?.stop();
});

async function bundled(): Promise<string> {
  const page = `
    import posthog from 'posthog-js';
    posthog.init(${JSON.stringify(token)}, { api_host: '/r/k7q', ui_host: 'https://us.posthog.com', defaults: '2026-01-30', capture_pageview: false, autocapture: false });
    posthog.identify('u_1');
    posthog.capture('$pageview', { feature: 'billing', surface: 'invoice-page' });
    posthog.capture('opened invoice', { feature: 'billing', surface: 'invoice-page', request_id: 'req-browser-1', org_id: 'org_9', note: 'CANARY' });`;
  const { outputFiles } = await build({
    stdin: { contents: page, resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/** posthog-js sends nothing of what says that it is no person's browser. */
function asPerson(): void {
  Object.defineProperties(navigator, { webdriver: { get: () => false }, userAgentData: { get: () => undefined } });
}

test('a real posthog-js sends through our own domain: counted and found by its request within five seconds, and no cookie goes along', async ({
  page,
  context,
}) => {
  const [name = '', value = ''] = cookie.split('=', 2);
  await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
  await page.addInitScript(asPerson);
  const script = await bundled();
  await page.route(`${app.baseUrl}/try`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Try</title><script src="/try.js"></script>' }),
  );
  await page.route(`${app.baseUrl}/try.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(`${app.baseUrl}/try`);
  const began = Date.now();
  await expect
    .poll(() => app.sql`select count(*)::int as n from usage_events where request_id = 'req-browser-1'`.then(([row]) => row?.n), {
      intervals: [100],
    })
    .toBe(1);
  expect(Date.now() - began).toBeLessThan(5_000);
  const [event] = await app.sql`select a.*, a::text as whole from usage_events a where request_id = 'req-browser-1'`;
  expect(event).toMatchObject({
    event: 'opened invoice',
    user_id: 'u_1',
    org_id: 'org_1',
    feature: 'billing',
    surface: 'invoice-page',
    source: 'own/web',
    trust: 'client',
    flags: [],
  });
  expect(event?.session_id).not.toBeNull();
  expect(event?.whole).not.toContain('CANARY');
  const [counted] = await app.sql`select events::int from usage_features where feature = 'billing'`;
  expect(counted?.events).toBe(1);
  expect(heard.some(({ url }) => url.startsWith(`/array/${token}/config`))).toBe(true);
  expect(heard.some(({ url }) => /^\/(i\/v0\/e|e)\//.test(url))).toBe(true);
  for (const { headers } of heard) expect(headers.cookie).toBeUndefined();
});

test('our own pages tell which screen was looked at, by whom and in which request, and nothing of what was searched for', async ({
  page,
  context,
}) => {
  const [name = '', value = ''] = cookie.split('=', 2);
  await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
  await page.addInitScript(asPerson);
  const complaints: string[] = [];
  page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
  heard.length = 0;
  const answer = await page.goto(`${app.baseUrl}/audit?q=actor:CANARY`);
  const requestId = answer?.headers()['x-request-id'] ?? 'none';
  const ofPage = () => app.sql`select event, user_id, feature, surface from usage_events where request_id = ${requestId} order by event`;
  // The page tells of the look, the server of the search, each in its own time.
  await expect.poll(() => ofPage().then(({ length }) => length), { intervals: [100], timeout: 30_000 }).toBe(3);
  const told = { user_id: person, feature: 'audit', surface: '/audit' };
  expect((await ofPage()).map((row) => ({ ...row }))).toEqual([
    { event: '$pageview', ...told },
    { event: 'audit.search', ...told },
    { event: 'screen.viewed', ...told },
  ]);
  expect(JSON.stringify(heard)).not.toContain('CANARY');
  for (const { headers } of heard) expect(headers.cookie).toBeUndefined();
  expect(complaints).toEqual([]);
});
