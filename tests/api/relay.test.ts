import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { rawRequest } from '@/tests/support/raw-request';

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

let posthog: Server;
let heard: Heard[] = [];
let app: App;
let cookie: string;
beforeAll(async () => {
  posthog = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    heard.push({ method, url, headers, body: Buffer.concat(chunks) });
    if (url?.startsWith('/static/away')) answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    else
      answer.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'theirs=1', 'x-secret': 'CANARY' }).end('{"status":"Ok"}');
  });
  await new Promise<void>((done) => posthog.listen(0, '127.0.0.1', done));
  const host = `http://127.0.0.1:${(posthog.address() as AddressInfo).port}`;
  app = await startApp({ env: { POSTHOG_KEY: 'phc_test', POSTHOG_HOST: host, POSTHOG_RELAY: 'k7q' } });
  cookie = (await app.makeUser('admin')).cookie;
});
afterAll(async () => {
  posthog?.close();
  await app?.stop();
});

const ask = async (path: string, init: RequestInit = {}) => {
  heard = [];
  return fetch(`${app.baseUrl}${path}`, { redirect: 'manual', ...init });
};

test('what an SDK sends goes there as it was written, and no cookie, address or word of who is signed in with it', async () => {
  const body = new Uint8Array(gzipSync('{"event":"opened"}'));
  const headers = {
    cookie,
    authorization: 'Bearer tb_x',
    'x-forwarded-for': '203.0.113.9',
    referer: `${app.baseUrl}/audit?q=CANARY`,
    'content-type': 'text/plain',
    'content-encoding': 'gzip',
  };
  const answer = await ask('/r/k7q/i/v0/e/?compression=gzip-js&_=17%2B1', { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'Ok' }]);
  expect([answer.headers.get('set-cookie'), answer.headers.get('x-secret')]).toEqual([null, null]);
  const [one] = heard;
  expect(one).toMatchObject({ method: 'POST', url: '/i/v0/e/?compression=gzip-js&_=17%2B1' });
  expect(one?.body.equals(Buffer.from(body))).toBe(true);
  expect(one?.headers).toMatchObject({ 'content-type': 'text/plain', 'content-encoding': 'gzip' });
  for (const name of ['cookie', 'authorization', 'referer', 'x-forwarded-for', 'x-request-id'])
    expect(one?.headers).not.toHaveProperty(name);
  expect(JSON.stringify(one?.headers)).not.toMatch(/CANARY|session/);
});

test('a body of 20 million bytes goes through whole, one of more than 64 million does not', async () => {
  const body = new Uint8Array(20_000_000).fill(120);
  expect((await ask('/r/k7q/s/', { method: 'POST', body })).status).toBe(200);
  expect(heard[0]?.body.length).toBe(20_000_000);
  expect((await ask('/r/k7q/s/', { method: 'POST', body: new Uint8Array(64_000_001) })).status).toBe(413);
});

test('what nobody configured, and what no SDK asks for, is not there', async () => {
  for (const path of ['/r/other/e/', '/r/k7q/', '/r/k7q/api/projects/1/query/', '/r/k7q/login', '/r/k7q/static']) {
    expect([path, (await ask(path, { method: 'POST', body: '{}' })).status, heard.length]).toEqual([path, 404, 0]);
  }
});

test('no path leads to another host, and redirects are not followed', async () => {
  for (const path of [
    '/r/k7q//evil.example/e/',
    '/r/k7q/e/../../../x',
    '/r/k7q/static/..%2f..%2fapi/',
    '/r/k7q/@evil.example/e/',
    '/r/k7q/e/http://evil.example/',
  ]) {
    heard = [];
    const { status } = await rawRequest(app.baseUrl, { path, method: 'GET', headers: {} });
    expect([path, status < 500]).toEqual([path, true]);
    for (const { url } of heard) expect(url).toMatch(/^\/(static|e)\//);
  }
  const away = await ask('/r/k7q/static/away.js');
  expect([away.status, away.headers.get('location')]).toEqual([503, null]);
});
