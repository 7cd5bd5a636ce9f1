import { cookies, headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
// biome-ignore lint/style/noRestrictedImports: memory that lasts for one request has no other home than React's cache
import { cache } from 'react';
import { findSession } from '@/lib/accounts';
import { may, type Permission, type Viewer } from '@/lib/viewer';
import { returnPath } from './return-path';
import { sessionCookieName, sessionIdIn } from './session-cookie';
import { viewerFromPerson } from './viewer-from-person';

/**
 * The signed-in person, for pages. Strangers are sent to sign in and come back; who may not sees a page that says so (403).
 * Call it before anything is streamed: below a Suspense boundary the status can no longer change.
 */
export async function requireViewer(permission?: Permission): Promise<Viewer> {
  const viewer = await signedInViewer();
  if (!viewer) redirect(await signInAddress());
  if (permission && !may(viewer, permission)) forbidden();
  return viewer;
}

/** The signed-in person, or null. Asks the database once a request, so that ended sessions and changed roles count at once. */
export const signedInViewer = cache(async (): Promise<Viewer | null> => {
  const jar = await cookies();
  const sessionId = await sessionIdIn(jar.get(sessionCookieName())?.value);
  const person = sessionId === null ? null : await findSession(sessionId);
  return person && viewerFromPerson(person);
});

/** A page does not know its own address; the proxy forwards it. Without the proxy people land on the first page. */
async function signInAddress() {
  const back = returnPath((await headers()).get('x-tracebook-address'));
  return back === '/' ? ('/sign-in' as const) : (`/sign-in?callbackUrl=${encodeURIComponent(back)}` as const);
}
