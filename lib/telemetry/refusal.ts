import { isOutage } from '@/lib/database';
import { AppError, problemFrom } from '@/lib/errors';
import { unpacked } from './json';
import { refusalPage } from './refusal-page';

/** What a failed request is told: problem+json, or the same in a page when a browser sent a form and waits for one. */
export function refusal(error: unknown, request: Request, requestId: string): Response {
  const known = isOutage(error) ? new AppError('unavailable', 'The database does not answer right now.', { retryAfterSeconds: 5 }) : error;
  const problem = problemFrom(known, requestId);
  const wantsPage = request.headers.get('accept')?.startsWith('text/html');
  const contentType = wantsPage ? 'text/html; charset=utf-8' : 'application/problem+json';
  const headers = new Headers({ 'content-type': contentType, 'cache-control': unpacked });
  if (known instanceof AppError && known.options.retryAfterSeconds) headers.set('retry-after', String(known.options.retryAfterSeconds));
  // What is left of the body would stand before the next request on this connection.
  if (problem.status === 413) headers.set('connection', 'close');
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="tracebook"');
  const body = wantsPage ? refusalPage(problem, request.headers.get('content-security-policy')) : JSON.stringify(problem);
  return new Response(body, { status: problem.status, headers });
}
