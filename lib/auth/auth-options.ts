import type { AuthOptions } from 'next-auth';
import credentials from 'next-auth/providers/credentials';
import type { Provider } from 'next-auth/providers/index';
import { checkPassword, endSession, noteSignIn, sessionDays, startAttempt, startSession } from '@/lib/accounts';
import { config } from '@/lib/config';
import { requestIdOf } from '@/lib/request-id';
import { tell } from './auth-event';
import { isSecure, sessionCookieName } from './session-cookie';
import { viewerFromPerson } from './viewer-from-person';

/** next-auth's settings for one request. What goes wrong on our side goes to `refuse`: next-auth would put it into an address. */
export function authOptions(request: Request, refuse: (error: unknown) => void): AuthOptions {
  const names = cookieNames();
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure() } as const;
  return {
    secret: config().secret,
    useSecureCookies: isSecure(),
    providers: [password(request, refuse), ...singleSignOn()],
    session: { strategy: 'jwt', maxAge: sessionDays * 86_400 },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in', verifyRequest: '/sign-in' },
    cookies: {
      sessionToken: { name: names.sessionToken, options },
      csrfToken: { name: names.csrfToken, options },
      callbackUrl: { name: names.callbackUrl, options },
    },
    callbacks: {
      // The cookie names a row and carries nothing that could be out of date.
      jwt: ({ user }) => ({ sid: user && 'sid' in user ? user.sid : null }),
      redirect: ({ url, baseUrl }) => (url.startsWith('/') ? `${baseUrl}${url}` : baseUrl),
    },
    events: {
      signOut: ({ token }) => signOut(request, token.sid),
    },
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  };
}

export function cookieNames() {
  const prefix = isSecure() ? '__Host-' : '';
  return { sessionToken: sessionCookieName(), csrfToken: `${prefix}tracebook-csrf`, callbackUrl: `${prefix}tracebook-return` };
}

/**
 * The place of OpenID Connect. A provider is an object of this type, made from configuration (issuer, client id and secret):
 * `type: 'oauth'` with `wellKnown`, `idToken: true` and `checks: ['pkce', 'state', 'nonce']`; its `profile` must end in
 * {@link openSession}, as the password does.
 */
function singleSignOn(): Provider[] {
  return [];
}

/** The one way to sign in so far. */
function password(request: Request, refuse: (error: unknown) => void): Provider {
  return credentials({
    id: 'credentials',
    credentials: { email: {}, password: {} },
    authorize: (given) =>
      signIn(request, given?.email ?? '', given?.password ?? '').catch((error: unknown) => {
        refuse(error);
        return null;
      }),
  });
}

async function signIn(request: Request, email: string, password: string) {
  const attempt = { email, client: clientOf(request) };
  await startAttempt(attempt);
  const person = await checkPassword(email, password);
  const requestId = requestIdOf(request.headers);
  if (!person) {
    await tell({ action: 'auth.failed', person: null, means: 'password', requestId });
    return null;
  }
  await noteSignIn(attempt);
  const sid = await startSession(person.id, request.headers.get('user-agent'));
  await tell({ action: 'auth.signed_in', person: viewerFromPerson(person), means: 'password', requestId });
  return { id: person.id, sid };
}

async function signOut(request: Request, sessionId: unknown): Promise<void> {
  const person = typeof sessionId === 'string' ? await endSession(sessionId) : null;
  if (!person) return;
  const requestId = requestIdOf(request.headers);
  await tell({ action: 'auth.signed_out', person: viewerFromPerson(person), means: 'session', requestId });
}

/** The server appends who connected to it; each proxy of our own accounts for one more. What stands before is a claim. */
function clientOf(request: Request): string {
  const addresses = (request.headers.get('x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  return addresses.at(-1 - config().trustedProxies) || 'unknown';
}
