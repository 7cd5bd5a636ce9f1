import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { rawRequest } from '@/tests/support/raw-request';
import { describeWithShared } from '@/tests/support/shared';

const shape = /^[A-Za-z0-9][A-Za-z0-9._:@/+=-]{0,199}$/;
const places = ['/sign-in', '/audit', '/api/v1/session', '/api/nowhere'];

let app: App;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

test.each(places)('a well-formed request id is echoed as it is by %s', async (path) => {
  for (const id of ['req-1', `A${'/:@+=-._'.repeat(20)}`.slice(0, 200), 'a'.repeat(200)]) {
    const { headers } = await rawRequest(app.baseUrl, { path, headers: { 'x-request-id': id } });
    expect(headers['x-request-id']).toBe(id);
  }
});

test('a trace id names the request where nothing else does', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const { headers } = await rawRequest(app.baseUrl, { path: '/sign-in', headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  expect(headers['x-request-id']).toBe(traceId);
});

test('the lines that a request causes carry its id', async () => {
  await rawRequest(app.baseUrl, { path: '/api/v1/session', headers: { 'x-request-id': 'req-of-a-line', authorization: 'Bearer nobody' } });
  const lines = () => linesOf(app).filter((line) => line.request_id === 'req-of-a-line');
  // The last line may reach us after the answer did.
  await expect
    .poll(() => lines().map(({ msg, route, status }) => ({ msg, route, status })))
    .toEqual([{ msg: 'auth.failed' }, { msg: 'answered', route: '/api/v1/session', status: 401 }]);
});

test('a token that does not hold leaves one action, by nobody', async () => {
  await rawRequest(app.baseUrl, { path: '/api/v1/session', headers: { 'x-request-id': 'req-of-a-row', authorization: 'Bearer %E0%A4%A' } });
  const rows = await app.sql`select action, actor_id, outcome, metadata from admin_actions where request_id = 'req-of-a-row'`;
  expect(rows).toEqual([{ action: 'auth.failed', actor_id: null, outcome: 'failure', metadata: { means: 'token' } }]);
});

describeWithShared('hostile inputs in requests', 'contracts/hostile-inputs.json', (file) => {
  test.each(hostileInputs(file, 'hdr.request_id').map((input) => [input.id, input.why, input]))(
    '%s as a request id: %s',
    async (_id, _why, { text }) => {
      for (const path of places) {
        const before = app.output().length;
        const answer = await withRawHeader(path, 'x-request-id', text);
        expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
        const [, echoed] = /^x-request-id: (.*)\r$/im.exec(answer) ?? [];
        if (echoed !== undefined) expect(echoed).toMatch(shape);
        if (echoed !== undefined) expect(echoed === text.trim()).toBe(shape.test(text.trim()));
        // Forged lines would be lines of their own.
        const printed = app.output().slice(before);
        expect(printed).not.toContain('CANARY');
        for (const line of printed.split('\n').filter((each) => each.startsWith('{')))
          expect(JSON.parse(line)).not.toMatchObject({ msg: 'admin approved refund' });
      }
    },
  );

  test.each(hostileInputs(file, 'auth').map((input) => [input.id, input.why, input]))(
    '%s as a token, a cookie and an address to return to: %s',
    async (_id, _why, { text }) => {
      for (const authorization of [text, `Bearer ${text}`]) {
        const answer = await withRawHeader('/api/v1/session', 'authorization', authorization);
        expect(answer).toMatch(/^HTTP\/1\.1 40[01] /);
      }
      const page = await withRawHeader('/audit', 'cookie', `tracebook-session=${text}`);
      expect(page).toMatch(/^HTTP\/1\.1 (307|400) /);
      if (page.startsWith('HTTP/1.1 307')) expect(page).toMatch(/^location: \/sign-in\?callbackUrl=%2Faudit\r$/im);
      const user = await app.makeUser('support');
      const back = await rawRequest(app.baseUrl, {
        path: `/sign-in?callbackUrl=${encodeURIComponent(text)}`,
        headers: { cookie: user.cookie },
      });
      expect([back.status, back.headers.location]).toEqual([307, '/']);
    },
  );

  test.each(
    hostileInputs(file, 'http.raw')
      .filter(({ json }) => json.startsWith('{'))
      .map((input) => [input.id, input.why, input]),
  )('%s as headers: %s', async (_id, _why, { json }) => {
    const headers = JSON.parse(json) as Record<string, string>;
    for (const path of ['/', '/audit', '/settings/people', '/api/v1/session']) {
      const plain = await rawRequest(app.baseUrl, { path });
      const odd = await rawRequest(app.baseUrl, { path, headers });
      // Next asks a router that forgot its `_rsc` to come again with it; that is no way in either.
      const isSentOn = odd.status === 307 && String(odd.headers.location).startsWith(path);
      expect([path, isSentOn || odd.status]).toEqual([path, isSentOn || plain.status]);
      expect(JSON.stringify([odd.headers, odd.body])).not.toContain('evil.example');
      if (odd.headers.location) expect(odd.headers.location).toMatch(/^\/(?!\/)/);
    }
  });
});

test.each([
  ['both lengths, CL.TE', 'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG'],
  [
    'both lengths, TE.CL',
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nZ\r\n0\r\n\r\n',
  ],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['an absolute target', 'GET http://169.254.169.254/ HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n'],
  [
    'an upgrade with an absolute target',
    'GET http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  ],
  ['no host', 'GET /audit HTTP/1.1\r\n\r\n'],
])('%s is answered by 400, once', async (_name, text) => {
  const answer = await raw(text);
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
});

function linesOf({ output }: App): Record<string, unknown>[] {
  return output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The header's bytes go out as they are, where a client library would refuse them. */
function withRawHeader(path: string, name: string, value: string): Promise<string> {
  return raw(`GET ${path} HTTP/1.1\r\nHost: ${new URL(app.baseUrl).host}\r\nConnection: close\r\n${name}: ${value}\r\n\r\n`);
}

function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(app.baseUrl);
  return new Promise((done, failed) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text, 'utf8'));
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('end', () => done(answer));
    socket.on('error', failed);
  });
}
