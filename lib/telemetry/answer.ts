import { AppError } from '@/lib/errors';
import { readRequestId } from '@/lib/request-id';
import { reportError } from './error-reports';
import { log } from './log';
import { count } from './metrics';
import { refusal } from './refusal';
import { withRequest } from './request-context';

/**
 * Wraps a route handler: the request gets its id, refusals become problem+json (RFC 9457), everything else that is thrown is
 * logged, reported and told as 500 without a word of its message. Every answer echoes the id and is kept out of caches.
 *
 *     export const GET = answer(async (request) => json(await listActions(await viewerOf(request), …)));
 */
export function answer<Context>(handler: (request: Request, context: Context) => Promise<Response>) {
  return (request: Request, context: Context): Promise<Response> => {
    const { id: requestId, traceId, rejected } = readRequestId(request.headers);
    return withRequest({ requestId, traceId }, async () => {
      const startedAt = performance.now();
      if (rejected !== null) log('warn', 'request id rejected', { request_id_rejected: true, given: rejected });
      const response = await handler(request, context).catch((error: unknown) => {
        if (!(error instanceof AppError)) failed(error);
        return refusal(error, request, requestId);
      });
      if (request.method === 'POST' && response.status >= 400) countRefused(request, response);
      log('info', 'answered', {
        method: request.method,
        route: new URL(request.url).pathname,
        status: response.status,
        duration_ms: Math.round(performance.now() - startedAt),
      });
      return withHeaders(response, requestId);
    });
  };
}

/** The path is one of our routes, else it would not be answered here; the number of a project would make one surface of each. */
function countRefused({ url }: Request, { status }: Response): void {
  const surface = new URL(url).pathname.replace(/^\/api\/[^/]+\/(envelope|store)\/?$/, '/api/[project]/$1').replace(/(?<=.)\/$/, '');
  count('tracebook_deliveries_refused_total', { surface, status: String(status) });
}

function failed(error: unknown): void {
  log('error', 'failed', { error });
  reportError(error);
}

/** A new response, because those of `Response.redirect` and `fetch` have headers that cannot be set. */
function withHeaders(response: Response, requestId: string): Response {
  const headers = new Headers(response.headers);
  headers.set('x-request-id', requestId);
  if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store');
  return new Response(response.body, { status: response.status, headers });
}
