import { type NextRequest, NextResponse } from 'next/server';
import { inRememberedZone } from '@/lib/address';
import { hasSessionCookie, returnPath } from '@/lib/auth';
import { config as configuration } from '@/lib/config';
import { readRequestId } from '@/lib/request-id';
import { log } from '@/lib/telemetry';

/**
 * A convenience before every page: names the request, allows this answer's own scripts, and sends strangers to sign in.
 * Nothing rests on it: every page and route asks again who is there.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { id, rejected } = readRequestId(request.headers);
  if (rejected !== null) log('warn', 'request id rejected', { request_id: id, request_id_rejected: true, given: rejected });
  const policy = contentSecurityPolicy();
  const response = (await mayPass(request)) ? (toRememberedZone(request) ?? forwarded(request, { id, policy })) : toSignIn(request);
  response.headers.set('x-request-id', id);
  response.headers.set('content-security-policy', policy);
  response.headers.set('cache-control', 'private, no-store');
  return response;
}

/** Ingest and API routes are left out: Next would copy their bodies and cut them at 10 MB. They name their requests themselves. */
export const config = {
  matcher: [
    '/((?!_next/static/|_next/image|api/v1/|api/[^/]+/(?:envelope|store)/?$|(?:batch|capture|decide|e|flags|i/v0/e)/?$|array/[^/]+/config(?:\\.js)?/?$|r/[^/]+/|v1/|favicon.ico).*)',
  ],
};

/** Pages see the id and the policy as headers of the request; Next takes the nonce for its scripts out of the latter. */
function forwarded(request: NextRequest, { id, policy }: { id: string; policy: string }): NextResponse {
  const headers = new Headers(request.headers);
  headers.set('x-request-id', id);
  headers.set('content-security-policy', policy);
  headers.set('x-tracebook-address', `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

/** Routes answer strangers with 401 themselves. */
async function mayPass(request: NextRequest): Promise<boolean> {
  return !isPage(request.nextUrl.pathname) || hasSessionCookie(request.headers);
}

/** What shows something to those who are signed in. */
function isPage(path: string): boolean {
  return !/^\/(sign-in|api)(\/|$)/.test(path);
}

function toSignIn(request: NextRequest): NextResponse {
  const address = new URL('/sign-in', request.url);
  const back = returnPath(`${request.nextUrl.pathname}${request.nextUrl.search}`);
  if (back !== '/') address.searchParams.set('callbackUrl', back);
  return NextResponse.redirect(address, 307);
}

/** Pages only: what an address means to a program does not depend on a browser. */
function toRememberedZone({ nextUrl, url, cookies }: NextRequest): NextResponse | null {
  const there = isPage(nextUrl.pathname) ? inRememberedZone(new URL(url), cookies.get('zone')?.value) : null;
  return there === null ? null : NextResponse.redirect(new URL(there, url), 307);
}

/** Charts and folded rows set style attributes; nothing else may bring its own style, and no script runs without the nonce. */
function contentSecurityPolicy(): string {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const { isDevelopment } = configuration();
  return [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? ` 'unsafe-eval'` : ''}`,
    `style-src 'self' 'nonce-${nonce}'${isDevelopment ? ` 'unsafe-inline'` : ''}`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
