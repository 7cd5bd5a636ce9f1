import { isOutage } from '@/lib/database';
import { AppError, type Problem, problemFrom } from '@/lib/errors';

/** What a failed request is told: problem+json, or the same in a page when a browser sent a form and waits for one. */
export function refusal(error: unknown, request: Request, requestId: string): Response {
  const known = isOutage(error) ? new AppError('unavailable', 'The database does not answer right now.', { retryAfterSeconds: 5 }) : error;
  const problem = problemFrom(known, requestId);
  const wantsPage = request.headers.get('accept')?.startsWith('text/html');
  const headers = new Headers({ 'content-type': wantsPage ? 'text/html; charset=utf-8' : 'application/problem+json' });
  if (known instanceof AppError && known.options.retryAfterSeconds) headers.set('retry-after', String(known.options.retryAfterSeconds));
  // What is left of the body would stand before the next request on this connection.
  if (problem.status === 413) headers.set('connection', 'close');
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="tracebook"');
  return new Response(wantsPage ? pageFrom(problem) : JSON.stringify(problem), { status: problem.status, headers });
}

function pageFrom({ title, detail = '', request_id }: Problem): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Tracebook</title>
<h1>${escaped(title)}</h1>
<p>${escaped(detail)}</p>
<p>If you ask somebody about this, quote <code>${escaped(request_id)}</code>.</p>
<p><a href="/">Back to Tracebook</a></p>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
