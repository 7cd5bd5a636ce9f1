import { decode } from 'next-auth/jwt';
import { config } from '@/lib/config';

/**
 * The cookie holds the id of a `sessions` row and nothing else, encrypted by next-auth.
 * `__Host-` makes browsers refuse the cookie from a neighbouring subdomain; they demand https for that.
 */
export function sessionCookieName(): string {
  return `${isSecure() ? '__Host-' : ''}tracebook-session`;
}

export function isSecure(): boolean {
  return config().publicUrl.protocol === 'https:';
}

/** The session that a cookie names, or null: forged, expired and malformed ones are no cookies. */
export async function sessionIdIn(value: string | undefined): Promise<string | null> {
  if (!value) return null;
  const token = await decode({ token: value, secret: config().secret }).catch(() => null);
  return typeof token?.sid === 'string' ? token.sid : null;
}

/** Whether a browser shows a cookie that we once gave it. Says nothing of whether the session still stands. */
export async function hasSessionCookie(headers: Headers): Promise<boolean> {
  return (await sessionIdIn(cookieIn(headers, sessionCookieName()))) !== null;
}

export function cookieIn(headers: Headers, name: string): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
