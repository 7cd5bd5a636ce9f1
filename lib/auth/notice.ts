import { randomBytes } from 'node:crypto';
import { cookies } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { config } from '@/lib/config';
import { isSecure } from './session-cookie';

/** What a page says after a form was sent: once, to the browser that sent it. Also carries secrets that are shown only once. */
export interface Notice {
  /** The form that it belongs to. */
  readonly form: string;
  readonly isRefusal: boolean;
  readonly words: string;
  /** The field that was refused. */
  readonly at?: string;
  /** What was typed, to be put back into the form; never a password. */
  readonly values?: Readonly<Record<string, string>>;
  readonly secret?: string;
}

/** A minute is enough to copy a secret; after that a reload shows nothing. */
const seconds = 60;

/** Sends the browser from a form to a page, with a notice in an encrypted cookie: an address would keep it in histories and logs. */
export async function withNotice(path: string, notice: Notice): Promise<Response> {
  const id = randomBytes(6).toString('base64url');
  const value = await encode({ token: { id, notice }, secret: config().secret, maxAge: seconds, salt: 'notice' });
  const cookie = `${cookieName()}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure() ? '; Secure' : ''}`;
  const location = `${path}${path.includes('?') ? '&' : '?'}notice=${id}#notice`;
  return new Response(null, { status: 303, headers: { location, 'set-cookie': cookie } });
}

/** The notice that an address asks for (`notice=`), or null. */
export async function noticeFor(id: string | null): Promise<Notice | null> {
  if (id === null) return null;
  const value = (await cookies()).get(cookieName())?.value;
  if (!value) return null;
  const held = await decode({ token: value, secret: config().secret, salt: 'notice' }).catch(() => null);
  return held?.id === id ? (held.notice as Notice) : null;
}

function cookieName(): string {
  return `${isSecure() ? '__Host-' : ''}tracebook-notice`;
}
