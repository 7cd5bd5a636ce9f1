import { returnPath } from '@/lib/auth';

const yearSeconds = 365 * 24 * 60 * 60;

/** Sends the browser back to a page of ours, with what it is to remember for a year; what is empty it forgets. */
export function remember(back: string | null, kept: Readonly<Record<string, string>>): Response {
  const response = new Response(null, { status: 303, headers: { location: returnPath(back) } });
  for (const [name, value] of Object.entries(kept)) {
    const age = value === '' ? 0 : yearSeconds;
    response.headers.append('set-cookie', `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax; HttpOnly`);
  }
  return response;
}
