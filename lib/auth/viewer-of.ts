import { findSession, findToken, type Token } from '@/lib/accounts';
import { AppError } from '@/lib/errors';
import { requestIdOf } from '@/lib/request-id';
import { noteViewer } from '@/lib/telemetry';
import { assertMay, type Permission, type Viewer } from '@/lib/viewer';
import { tell } from './auth-event';
import { assertSameOrigin } from './same-origin';
import { cookieIn, sessionCookieName, sessionIdIn } from './session-cookie';
import { viewerFromPerson } from './viewer-from-person';

/**
 * Who sends a request to a route: the owner of its bearer token, or of its session cookie. A token that does not hold is
 * refused even where a cookie would. What changes something on the strength of a cookie must come from a page of ours.
 *
 * @throws {AppError} `not-signed-in`; `not-permitted`
 */
export async function viewerOf(request: Request, permission?: Permission): Promise<Viewer> {
  const authorization = request.headers.get('authorization');
  const viewer = authorization === null ? await viewerByCookie(request) : await viewerByToken(authorization);
  if (!viewer) {
    if (authorization !== null) await tellFailure(request);
    throw new AppError('not-signed-in', 'This needs a session or a valid token.');
  }
  noteViewer(viewer.id);
  if (permission) assertMay(viewer, permission);
  return viewer;
}

async function viewerByCookie(request: Request): Promise<Viewer | null> {
  const sessionId = await sessionIdIn(cookieIn(request.headers, sessionCookieName()));
  const person = sessionId === null ? null : await findSession(sessionId);
  if (!person) return null;
  if (request.method !== 'GET' && request.method !== 'HEAD') assertSameOrigin(request);
  return viewerFromPerson(person);
}

async function viewerByToken(authorization: string): Promise<Viewer | null> {
  const [, text = ''] = /^bearer ([\x21-\x7e]{1,400})$/i.exec(authorization) ?? [];
  const token = await findToken(text);
  return token && viewerFromToken(token);
}

function viewerFromToken({ id, name, scopes, orgs, source }: Token): Viewer {
  const permissions = new Set<Permission>(orgs.includes('*') ? [...scopes, 'org:*'] : scopes);
  return { kind: 'token', id, label: name, permissions, orgs, sees: 'real', ...(source === null ? {} : { source }) };
}

async function tellFailure(request: Request): Promise<void> {
  await tell({ action: 'auth.failed', person: null, means: 'token', requestId: requestIdOf(request.headers) });
}
