import { createHash, randomBytes } from 'node:crypto';
import { cookies } from 'next/headers';
import { NextRequest } from 'next/server';
import NextAuth, { type AuthOptions } from 'next-auth';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { authOptions, cookieNames } from './auth-options';
import { readForm } from './read-form';
import { returnPath } from './return-path';
import { assertSameOrigin } from './same-origin';

/**
 * Answers `POST /api/auth/callback/credentials` and `POST /api/auth/signout`. Nothing else of next-auth is served until a
 * provider needs it: what it would tell about a session comes from the cookie alone and would outlive the session.
 *
 * @throws {AppError} `not-permitted` for a form of another site; `too-many`; `not-found`
 */
export async function authenticate(request: Request, action: readonly string[]): Promise<Response> {
  assertSameOrigin(request);
  const form = await readForm(request);
  const path = action.join('/');
  if (path === 'callback/credentials') return signInWith(request, form);
  if (path === 'signout') return nextAuth(request, action, new URLSearchParams({ callbackUrl: '/sign-in' }));
  throw new AppError('not-found', 'There is no such way to sign in.');
}

/** Signs in by the `email` and `password` of a form, and goes on to its `callbackUrl`. */
export async function signInWith(request: Request, form: URLSearchParams): Promise<Response> {
  const fields = { email: form.get('email') ?? '', password: form.get('password') ?? '', callbackUrl: returnPath(form.get('callbackUrl')) };
  return nextAuth(request, ['callback', 'credentials'], new URLSearchParams(fields));
}

/**
 * Runs next-auth. Its own token against foreign forms can be had only by a script or a second page load, so that we, having
 * checked the origin, hand it one. Addresses it answers with are made relative: it builds them from the configured host.
 */
async function nextAuth(request: Request, action: readonly string[], form: URLSearchParams): Promise<Response> {
  const names = cookieNames();
  const csrfToken = randomBytes(16).toString('hex');
  const csrfHash = createHash('sha256').update(`${csrfToken}${config().secret}`).digest('hex');
  const jar = await cookies();
  jar.set(names.csrfToken, `${csrfToken}|${csrfHash}`);
  jar.set(names.callbackUrl, '/');
  form.set('csrfToken', csrfToken);

  const refusals: unknown[] = [];
  const options: AuthOptions = authOptions(request, (error) => refusals.push(error));
  const inner = new NextRequest(new URL(request.url).href.replace(/\?.*$/, ''), {
    method: 'POST',
    body: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const response: Response = await NextAuth(inner, { params: { nextauth: [...action] } }, options);
  jar.delete(names.csrfToken);
  jar.delete(names.callbackUrl);
  if (refusals.length > 0) throw refusals[0];
  return seeOther(response, form);
}

function seeOther(response: Response, form: URLSearchParams): Response {
  const location = new URL(response.headers.get('location') ?? '/', config().publicUrl);
  const headers = new Headers();
  const names = cookieNames();
  for (const cookie of response.headers.getSetCookie())
    if (cookie.startsWith(`${names.sessionToken}=`)) headers.append('set-cookie', cookie);
  const back = form.get('callbackUrl') ?? '/';
  headers.set(
    'location',
    location.searchParams.has('error')
      ? `/sign-in?${new URLSearchParams({ error: 'refused', callbackUrl: back })}`
      : `${location.pathname}${location.search}`,
  );
  return new Response(null, { status: 303, headers });
}
