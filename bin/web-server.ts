import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants } from 'node:zlib';
import compression from 'compression';
import next from 'next';
import { AppError, problemFrom } from '@/lib/errors';
import { type Handovers, withHandover } from '@/lib/handover';
import { requestIdOf } from '@/lib/request-id';
import { withPageStatus } from '@/lib/telemetry';
import { project } from './project';

export interface WebServer {
  /** From now on the app answers; until then everything is answered by 503. */
  serve(): Promise<void>;
  /** Takes no new connection, lets running requests finish for as long as `hurry` allows, then cuts what is left. */
  stop(hurry: AbortSignal): Promise<void>;
}

type Compress = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Its types are those of Express, of which it needs nothing. */
function compressing(gzip: number, brotli: number): Compress {
  // A window as large as pages are: Brotli's usual one takes ten megabytes an answer.
  const params = { [constants.BROTLI_PARAM_QUALITY]: brotli, [constants.BROTLI_PARAM_LGWIN]: 18 };
  return compression({ level: gzip, brotli: { params } }) as unknown as Compress;
}

/** Of what is made anew each time: Brotli's first level is as small as gzip's sixth, in a third of the time. */
const fast = compressing(3, 1);
/** Of scripts and styles, which a browser asks for once. Higher levels take a hundred megabytes for a page's scripts, and save little. */
const thorough = compressing(9, 5);

const handovers: Handovers = new AsyncLocalStorage();

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/**
 * The app in this process, so that signals, connections and the end of both are ours. It listens before anything else is
 * done: a port that is taken is told at once.
 *
 * @throws a Node error with `code`, such as EADDRINUSE
 */
export async function openWebServer(host: string, port: number): Promise<WebServer> {
  let answer: Handler = notYet;
  let isStopping = false;
  const running = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    running.add(response);
    response.once('close', () => running.delete(response));
    if (isStopping) response.setHeader('connection', 'close');
    noteSender(request);
    const refusal = refusalOf(request);
    if (refusal) refuse(response, refusal);
    else compressorFor(request)(request, response, () => void withPageStatus(response, () => answerWith(answer, request, response)));
  });
  boundPatience(server);
  await listening(server, host, port);

  return {
    async serve() {
      // Next would take over upgrades of the server it is given: this one never listens.
      const app = next({ dev: false, dir: project, hostname: host, port, httpServer: createServer(), quiet: true });
      await app.prepare();
      answer = app.getRequestHandler();
    },
    async stop(hurry) {
      isStopping = true;
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const response of running) if (!response.headersSent) response.setHeader('connection', 'close');
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const cut = () => server.closeAllConnections();
      if (hurry.aborted) cut();
      hurry.addEventListener('abort', cut);
      await closed;
      clearInterval(sweep);
    },
  };
}

/** Clients that dawdle must not hold connections for ever. */
function boundPatience(server: Server): void {
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  // Longer than the 60 s of usual load balancers, which otherwise now and then meet a connection that just closed.
  server.keepAliveTimeout = 65_000;
  // A response that nobody reads on.
  server.setTimeout(120_000);
}

function compressorFor({ url }: IncomingMessage): Compress {
  return url?.startsWith('/_next/static/') ? thorough : fast;
}

/** A browser that loads a page gets what is packed in the page alone. */
function answerWith(answer: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> | void {
  const run = () => answer(request, response);
  return request.headers['sec-fetch-dest'] === 'document' ? withHandover(handovers, run) : run();
}

/** The last address in the list is the one that we saw ourselves; what stands before it is what was claimed. */
function noteSender({ headers, socket }: IncomingMessage): void {
  headers['x-forwarded-for'] = [headers['x-forwarded-for'] ?? [], socket.remoteAddress ?? []].flat().join(', ');
}

/** What no route should ever meet (CVE-2026-44578 came in by an upgrade with an absolute target). */
function refusalOf({ method, url = '', headers }: IncomingMessage): AppError | null {
  if (method === 'TRACE') return new AppError('malformed', 'TRACE is not answered here.');
  if (!url.startsWith('/')) return new AppError('malformed', 'The target of a request is a path here.');
  // Clients that only offer HTTP/2 are answered in HTTP/1.1, as RFC 9110 section 7.8 has it.
  if (headers.upgrade !== undefined && headers.upgrade !== 'h2c') return new AppError('malformed', 'Nothing is upgraded here.');
  return null;
}

function refuse(response: ServerResponse, error: AppError): void {
  const id = requestIdOf(new Headers());
  response.writeHead(error.status, { 'content-type': 'application/problem+json', connection: 'close', 'x-request-id': id });
  response.end(JSON.stringify(problemFrom(error, id)));
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1', connection: 'close' });
  response.end('Tracebook is starting.\n');
}

/** One that was just killed may hold the port for another moment. */
const takenMs = 2_000;

async function listening(server: Server, host: string, port: number): Promise<void> {
  for (const deadline = Date.now() + takenMs; ; await sleep(100)) {
    try {
      return await tryListening(server, host, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() > deadline) throw error;
    }
  }
}

async function tryListening(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port });
  await once(server, 'listening');
}
