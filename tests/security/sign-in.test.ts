import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';

let app: App;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

test('a stranger is sent to sign in, and comes back to where they were going', async () => {
  const answer = await fetch(`${app.baseUrl}/settings/people?x=1`, { redirect: 'manual' });
  expect(answer.status).toBe(307);
  expect(answer.headers.get('location')).toBe('/sign-in?callbackUrl=%2Fsettings%2Fpeople%3Fx%3D1');
});

test('a person signs in with address and password, in any case, and out again', async () => {
  const user = await app.makeUser('support');
  const signedIn = await signIn({ email: user.email.toUpperCase(), password: user.password, callbackUrl: '/audit?q=a' });
  expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/audit?q=a']);
  const cookie = cookieOf(signedIn);
  expect(await isSignedIn(cookie)).toBe(true);
  const signedOut = await post('/api/auth/signout', {}, { cookie });
  expect([signedOut.status, signedOut.headers.get('location')]).toEqual([303, '/sign-in']);
  expect(await isSignedIn(cookie)).toBe(false);
});

test('the cookie is out of reach of scripts and of other sites', async () => {
  const user = await app.makeUser('support');
  const signedIn = await signIn(user);
  const cookie = signedIn.headers.getSetCookie().find((value) => value.startsWith('tracebook-session='));
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=lax/i);
  expect(cookie).toMatch(/; Path=\/(;|$)/);
});

test.each([
  ['a wrong password', async () => ({ email: (await app.makeUser('support')).email, password: 'wrong' })],
  ['an unknown address', async () => ({ email: 'nobody@example.com', password: 'wrong' })],
  ['a Cyrillic a and a full-width @', async () => ({ email: '\u0430dmin\uff20example.com', password: 'wrong' })],
  ['nothing', async () => ({ email: '', password: '' })],
])('%s gives the same answer and no session', async (_, credentials) => {
  const answer = await signIn(await credentials());
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?error=refused&callbackUrl=%2F']);
  expect(answer.headers.getSetCookie().some((cookie) => cookie.startsWith('tracebook-session='))).toBe(false);
});

test.each([
  '//evil.example',
  'https:evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'https://app.example@evil.example',
  '/.//evil.example',
  '/api/auth/signout',
])('nobody is sent elsewhere after signing in: %s', async (callbackUrl) => {
  const user = await app.makeUser('support');
  const answer = await signIn({ ...user, callbackUrl });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  const page = await fetch(`${app.baseUrl}/sign-in?${new URLSearchParams({ callbackUrl })}`, {
    headers: { cookie: user.cookie },
    redirect: 'manual',
  });
  expect([page.status, page.headers.get('location')]).toEqual([307, '/']);
});

test.each([
  {},
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' },
])('a form of another site is refused: %j', async (headers) => {
  const user = await app.makeUser('support');
  const answer = await fetch(`${app.baseUrl}/api/auth/callback/credentials`, {
    method: 'POST',
    body: new URLSearchParams({ email: user.email, password: user.password }),
    headers: headers as Record<string, string>,
    redirect: 'manual',
  });
  expect(answer.status).toBe(403);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test('an ended session, a disabled person and a changed role count at once', async () => {
  const user = await app.makeUser('admin');
  expect(await isSignedIn(user.cookie)).toBe(true);
  await app.sql`update users set disabled_at = now() where id = ${user.id}`;
  expect(await isSignedIn(user.cookie)).toBe(false);
  await app.sql`update users set disabled_at = null where id = ${user.id}`;
  expect(await isSignedIn(user.cookie)).toBe(true);
  await app.sql`update sessions set revoked_at = now() where id = ${user.sessionId}`;
  expect(await isSignedIn(user.cookie)).toBe(false);
});

test('a session ends by the clock of the database, whatever the cookie says', async () => {
  const user = await app.makeUser('support');
  await app.sql`update sessions set expires_at = now() where id = ${user.sessionId}`;
  expect(await isSignedIn(user.cookie)).toBe(false);
});

test.each([
  'eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.',
  'eyJhbGciOiJub25lIn0.eyJzaWQiOiJ4In0.',
  'aud=other',
  'exp=1',
  '%E0%A4%A',
  '',
  'a.b.c.d.e.f',
])('a forged cookie is no cookie: %s', async (value) => {
  const answer = await fetch(`${app.baseUrl}/`, { headers: { cookie: `tracebook-session=${value}` }, redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([307, '/sign-in']);
});

test('too many failures are told in words, with the time to wait', async () => {
  const user = await app.makeUser('support');
  const tries = await Promise.all(Array.from({ length: 14 }, () => signIn({ email: user.email, password: 'wrong' })));
  const refused = tries.filter((answer) => answer.status === 429);
  expect(refused).toHaveLength(4);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused[0]?.text()).toContain('There were too many failed sign-ins to this account. Try again in 15 minutes.');
  expect((await signIn(user)).status).toBe(429);
  const page = await post('/api/auth/callback/credentials', { email: user.email, password: 'wrong' }, { accept: 'text/html,*/*' });
  const [, nonce] = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '') ?? [];
  expect([page.status, page.headers.get('content-type')]).toEqual([429, 'text/html; charset=utf-8']);
  const html = await page.text();
  expect(html).toContain('There were too many failed sign-ins to this account.');
  expect(html).toContain(`<style nonce="${nonce}">`);
});

test('signing in, failing to and signing out are actions of ours', async () => {
  const user = await app.makeUser('support');
  const cookie = cookieOf(await signIn(user));
  await post('/api/auth/signout', {}, { cookie, 'x-request-id': `req-${user.id}` });
  await post('/api/auth/callback/credentials', { email: user.email, password: 'wrong' }, { 'x-request-id': `req-failed-${user.id}` });
  const rows = await app.sql`
    select action, actor_id, outcome, request_id, metadata from admin_actions
    where source = 'tracebook' and (actor_id = ${user.id} or request_id = ${`req-failed-${user.id}`}) order by id`;
  expect(rows).toMatchObject([
    { action: 'auth.signed_in', actor_id: user.id, outcome: 'success', metadata: { means: 'password' } },
    { action: 'auth.signed_out', actor_id: user.id, outcome: 'success', request_id: `req-${user.id}` },
    { action: 'auth.failed', actor_id: null, outcome: 'failure', request_id: `req-failed-${user.id}` },
  ]);
});

test('a one-time link opens a form as often as it likes, and is spent by sending it', async () => {
  const { secret, path } = await makeLink('invitation', 'new@example.com');
  for (const _ of [1, 2]) expect(await (await fetch(app.baseUrl + path)).text()).toContain('Make your account');
  const spent = await post('/api/sign-in/link', { secret, name: 'New', password: 'a good long sentence' });
  expect([spent.status, spent.headers.get('location')]).toEqual([303, '/']);
  expect(await isSignedIn(cookieOf(spent))).toBe(true);
  expect(await (await fetch(app.baseUrl + path)).text()).toContain('This link no longer works');
  const again = await post('/api/sign-in/link', { secret, name: 'Other', password: 'a good long sentence' });
  expect(again.headers.getSetCookie().some((cookie) => cookie.startsWith('tracebook-session='))).toBe(false);
});

test('what is refused stands beside its field, with what was typed still there', async () => {
  const { secret } = await makeLink('invitation', 'short@example.com');
  const refused = await post('/api/sign-in/link', { secret, name: 'Zoë', password: 'short' });
  const [notice = ''] = refused.headers.getSetCookie();
  const page = await fetch(app.baseUrl + refused.headers.get('location'), { headers: { cookie: notice.split(';')[0] ?? '' } });
  const html = await page.text();
  expect(html).toContain('A password has 12 to 200 characters.');
  expect(html).toContain('value="Zoë"');
  expect(html).not.toContain('value="short"');
});

test('a link for the first administrator is worth nothing once there is one', async () => {
  const { secret, path } = await makeLink('first', null);
  await app.makeUser('admin');
  expect(await (await fetch(app.baseUrl + path)).text()).toContain('This link no longer works');
  const spent = await post('/api/sign-in/link', { secret, email: 'me@example.com', name: 'Me', password: 'a good long sentence' });
  expect(spent.headers.getSetCookie().some((cookie) => cookie.startsWith('tracebook-session='))).toBe(false);
});

test('an expired link is worth nothing', async () => {
  const { path } = await makeLink('invitation', 'late@example.com', '-1 second');
  expect(await (await fetch(app.baseUrl + path)).text()).toContain('This link no longer works');
});

function signIn({ email, password, callbackUrl }: { email: string; password: string; callbackUrl?: string }): Promise<Response> {
  return post('/api/auth/callback/credentials', { email, password, ...(callbackUrl === undefined ? {} : { callbackUrl }) });
}

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(app.baseUrl + path, { method: 'POST', body, headers: { origin: app.baseUrl, ...headers }, redirect: 'manual' });
}

function cookieOf(answer: Response): string {
  return (
    answer.headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith('tracebook-session='))
      ?.split(';')[0] ?? ''
  );
}

/** The sign-in page sends on whoever is signed in. */
async function isSignedIn(cookie: string): Promise<boolean> {
  return (await fetch(`${app.baseUrl}/sign-in`, { headers: { cookie }, redirect: 'manual' })).status === 307;
}

async function makeLink(kind: string, email: string | null, lives = '10 minutes') {
  const secret = randomBytes(32).toString('base64url');
  const digest = createHash('sha256').update(secret).digest('hex');
  await app.sql`
    insert into sign_in_links (hash, kind, email, role, orgs, expires_at)
    values (${digest}, ${kind}, ${email}, 'support', '{o_1}', now() + ${lives}::interval)`;
  return { secret, path: `/sign-in/link?secret=${secret}` };
}
