import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { gzipSync } from 'node:zlib';

/** What a service of others can do instead of answering. */
export const faults = [
  'refused',
  'reset',
  'black-hole',
  'drip',
  'limited',
  'failing',
  'html',
  'invalid-json',
  'wrong-types',
  'truncated',
  'huge',
  'bomb',
  'redirect',
  'bad-tls',
] as const;
export type Fault = (typeof faults)[number];

export interface FaultyServer {
  /** With the scheme that the present fault needs. */
  readonly address: string;
  readonly requests: readonly string[];
  /** Requests that reached the place to which `redirect` points. */
  readonly strayed: number;
  set(fault: Fault | null): void;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** 300 MB of spaces, one megabyte of which is packed once and repeated: members of gzip may stand one behind the other. */
const bomb = Buffer.concat(Array.from({ length: 300 }, () => gzipSync(Buffer.alloc(1_000_000, ' '))));

/** A server of HTTP that answers by a handler, until a fault is switched on. */
export async function faultyServer(handler: Handler, certificate?: { key: string; cert: string }): Promise<FaultyServer> {
  let fault: Fault | null = null;
  let strayed = 0;
  const requests: string[] = [];
  const trap = createServer((_, response) => {
    strayed += 1;
    response.end('{}');
  });
  trap.listen(0, '127.0.0.1');
  await once(trap, 'listening');
  const act: Handler = (request, response) => {
    requests.push(request.url ?? '');
    if (fault === null || fault === 'bad-tls') handler(request, response);
    else misbehave(fault, response, `http://127.0.0.1:${portOf(trap)}/`);
  };
  const server = createServer(act);
  const secure = certificate ? createSecureServer(certificate, act) : null;
  for (const one of [server, secure]) {
    one?.listen(0, '127.0.0.1');
    if (one) await once(one, 'listening');
  }
  return {
    get address() {
      if (fault === 'refused') return 'http://127.0.0.1:1';
      return fault === 'bad-tls' ? `https://127.0.0.1:${portOf(secure)}` : `http://127.0.0.1:${portOf(server)}`;
    },
    requests,
    get strayed() {
      return strayed;
    },
    set(wanted) {
      fault = wanted;
    },
    async close() {
      for (const one of [server, secure, trap]) {
        one?.closeAllConnections();
        one?.close();
      }
    },
  };
}

function portOf(server: { address(): unknown } | null): number {
  const address = server?.address();
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
}

function misbehave(fault: Exclude<Fault, 'bad-tls'>, response: ServerResponse, elsewhere: string): void {
  const json = { 'content-type': 'application/json' };
  switch (fault) {
    case 'refused':
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'black-hole':
      return;
    case 'drip': {
      response.writeHead(200, json);
      const timer = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'limited':
      response.writeHead(429, { 'content-type': 'text/plain', 'retry-after': '99999' }).end('too many outstanding requests');
      return;
    case 'failing':
      response.writeHead(500, { 'content-type': 'text/plain' }).end('something broke');
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return;
    case 'invalid-json':
      response.writeHead(200, json).end('{"status":"success","data":{');
      return;
    case 'wrong-types':
      response.writeHead(200, json).end('{"status":"success","data":{"resultType":"streams","result":[{"stream":7,"values":"none"}]}}');
      return;
    case 'truncated':
      response.writeHead(200, { ...json, 'content-length': '5000' });
      response.write('{"status":"success","data":{"resultType":"streams","result":[');
      setTimeout(() => response.socket?.destroy(), 20);
      return;
    case 'huge': {
      response.writeHead(200, json);
      const chunk = Buffer.alloc(1_000_000, ' ');
      let sent = 0;
      const more = () => {
        while (sent < 1_000 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
      return;
    }
    case 'bomb':
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb);
      return;
    case 'redirect':
      response.writeHead(302, { location: elsewhere }).end();
  }
}
