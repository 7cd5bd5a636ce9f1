import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';

/** As much as PostHog takes. */
const mostBytes = 64_000_000;
const patienceMs = 30_000;

/** What SDKs ask for; nothing else of a host goes through here. */
const asked = /^\/(?:static|array|i|e|s|batch|capture|flags|decide)\//;

/** What goes there: how the body is written, and what browser it is. Never a cookie, nor who is signed in. */
const goesThere = ['accept', 'content-encoding', 'content-type', 'if-modified-since', 'if-none-match', 'user-agent'];

/** What comes back. Never a cookie. */
const comesBack = ['cache-control', 'content-type', 'etag', 'last-modified', 'retry-after'];

/**
 * Hands what an SDK asks of its own domain on to PostHog, so that what keeps browsers from strangers does not keep them from that. Whereto
 * stands in the configuration; of the request only the path behind the name and its query are taken over, as they were written, with the
 * slash at their end. Bodies are streamed, and answers.
 *
 * @param name as the path says it: the one that is configured, or there is no such place
 * @throws {AppError} `not-found` where nothing is configured; `too-large`; `unavailable`
 */
export async function relayToPosthog(request: Request, name: string): Promise<Response> {
  const { relay } = config();
  const { pathname, search } = new URL(request.url);
  const path = pathname.slice(`/r/${encodeURIComponent(name)}`.length);
  if (relay === null || relay.name !== name || !asked.test(path)) throw new AppError('not-found', 'There is nothing here.');
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
  const upstream = new URL(/^\/(?:static|array)\//.test(path) ? relay.assetsHost : relay.host);
  upstream.pathname = path;
  upstream.search = search;
  const answer = await fetch(upstream, {
    method: request.method,
    headers: headersFor(request),
    body: request.body === null ? null : request.body.pipeThrough(bounded()),
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
    // Node wants to be told that the answer may come before the body has ended; the type of fetch does not know it.
    ...{ duplex: 'half' },
  }).catch((error: unknown) => {
    throw isTooLarge(error) ? tooLarge() : new AppError('unavailable', 'PostHog gives no answer.', { retryAfterSeconds: 5 });
  });
  if (answer.status >= 300 && answer.status < 400 && answer.status !== 304)
    throw new AppError('unavailable', 'PostHog sends elsewhere, and nobody goes there.');
  return new Response(answer.body, { status: answer.status, headers: picked(answer.headers, comesBack) });
}

function headersFor(request: Request): Headers {
  const { relay, trustedProxies } = config();
  const headers = picked(request.headers, goesThere);
  // The server appends who connected to it; each proxy of our own accounts for one more. What stands before is a claim.
  const client = request.headers
    .get('x-forwarded-for')
    ?.split(',')
    .at(-1 - trustedProxies)
    ?.trim();
  if (relay?.tellsAddress && client) headers.set('x-forwarded-for', client);
  return headers;
}

function picked(headers: Headers, names: readonly string[]): Headers {
  return new Headers(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ''] as [string, string]] : [])));
}

/** Lengths may be left unsaid, and lied about. */
function bounded(): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > mostBytes) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
}

function tooLarge(): AppError {
  return new AppError('too-large', `A body may hold ${mostBytes.toLocaleString('en')} bytes.`);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && (error instanceof AppError || error.cause instanceof AppError);
}
