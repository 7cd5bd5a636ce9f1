import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { type BrowserLike, browserLike } from '@/tests/support/browser-like';

let app: App;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

test('an administrator invites somebody, who makes an account and signs in', async () => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  const page = await admin.send('/api/people/invite', { form: 'invite', email: 'Bea@Example.com', role: 'compliance', orgs: 'o_1, o_2' });
  expect(page).toContain('Send this link to bea@example.com.');
  const [, path = ''] = /(\/sign-in\/link\?secret=[A-Za-z0-9_-]{43})</.exec(page) ?? [];
  const guest = browserLike(app.baseUrl);
  expect(await guest.open(path)).toContain('Make your account');
  const secret = path.split('=')[1] ?? '';
  await guest.send('/api/sign-in/link', { secret, name: 'Bea', password: 'a good long sentence' });
  expect(await isSignedIn(guest)).toBe(true);
  const [person] = await app.sql`select email, role, orgs from users where name = 'Bea'`;
  expect(person).toEqual({ email: 'bea@example.com', role: 'compliance', orgs: ['o_1', 'o_2'] });
});

test('an address that has an account is refused beside its field', async () => {
  const user = await app.makeUser('support');
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  const page = await admin.send('/api/people/invite', { form: 'invite', email: user.email, role: 'support', orgs: 'o_1' });
  expect(page).toContain('Somebody with this address has an account already.');
  expect(page).toMatch(new RegExp(`value="${user.email}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*value="${user.email}"`));
});

test.each(['\u0430dmin@example.com', 'admin\uff20example.com', 'a b@example.com', 'a@b@c', '@example.com', ''])(
  'an address that could be mistaken is refused: %s',
  async (email) => {
    const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
    const page = await admin.send('/api/people/invite', { form: 'invite', email, role: 'support', orgs: 'o_1' });
    expect(page).toContain('An email address is plain text with one @');
    expect(await app.sql`select 1 from sign_in_links where email = ${email}`).toHaveLength(0);
  },
);

test('a role that is changed, a person who is disabled and sessions that are ended count at once', async () => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  const user = await app.makeUser('admin');
  const theirs = browserLike(app.baseUrl, user.cookie);
  expect(await theirs.open('/settings/people')).toContain('may sign in');
  await admin.send('/api/people/change', { form: user.id, id: user.id, role: 'support', orgs: 'o_1' });
  expect(await theirs.open('/settings/people')).toContain('Your role does not open this page');
  await admin.send('/api/people/end-sessions', { form: user.id, id: user.id });
  expect(await isSignedIn(theirs)).toBe(false);
  await admin.send('/api/people/disable', { form: user.id, id: user.id });
  expect(await theirs.send('/api/auth/callback/credentials', { email: user.email, password: user.password })).toContain(
    'do not belong together',
  );
  await admin.send('/api/people/enable', { form: user.id, id: user.id });
  expect(await theirs.send('/api/auth/callback/credentials', { email: user.email, password: user.password })).not.toContain(
    '<h1>Sign in</h1>',
  );
});

test('the last administrator stays one', async () => {
  await app.sql`update users set role = 'support'`;
  const last = await app.makeUser('admin');
  const admin = browserLike(app.baseUrl, last.cookie);
  for (const [path, fields] of [
    ['/api/people/disable', {}],
    ['/api/people/change', { role: 'support', orgs: '*' }],
  ] as const) {
    const page = await admin.send(path, { form: last.id, id: last.id, ...fields });
    expect(page).toContain('Somebody must be left who can administer this installation.');
  }
});

test('a new sign-in link sets a new password and ends the old sessions', async () => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  const user = await app.makeUser('support');
  const page = await admin.send('/api/people/link', { form: user.id, id: user.id });
  const [, secret = ''] = /\/sign-in\/link\?secret=([A-Za-z0-9_-]{43})</.exec(page) ?? [];
  const guest = browserLike(app.baseUrl);
  expect(await guest.open(`/sign-in/link?secret=${secret}`)).toContain('Set a new password');
  await guest.send('/api/sign-in/link', { secret, name: 'Again', password: 'another good sentence' });
  expect(await isSignedIn(browserLike(app.baseUrl, user.cookie))).toBe(false);
  const fresh = browserLike(app.baseUrl);
  await fresh.send('/api/auth/callback/credentials', { email: user.email, password: 'another good sentence' });
  expect(await isSignedIn(fresh)).toBe(true);
});

test('an administrator of some organisations neither sees nor gives others', async () => {
  const wide = await app.makeUser('admin');
  const narrow = browserLike(app.baseUrl, (await app.makeUser('admin', ['o_1'])).cookie);
  expect(await narrow.open('/settings/people')).not.toContain(wide.email);
  const invited = await narrow.send('/api/people/invite', { form: 'invite', email: 'x@example.com', role: 'admin', orgs: '*' });
  expect(invited).toContain('Not permitted');
  for (const path of ['/api/people/link', '/api/people/end-sessions', '/api/people/disable']) {
    expect(await narrow.send(path, { form: wide.id, id: wide.id })).not.toContain('secret=');
  }
  expect(await browserLike(app.baseUrl, wide.cookie).open('/settings/people')).toContain('may sign in');
  const token = new URLSearchParams({ form: 'create', name: 'wide', scopes: 'audit:read', orgs: 'o_1,o_2' });
  expect(await narrow.send('/api/tokens/create', token)).toContain('Not permitted');
});

test('a token is shown once, kept as a hash, and revoked for good', async () => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  const form = new URLSearchParams({ form: 'create', name: 'billing', orgs: 'o_1', source: 'billing', days: '30' });
  form.append('scopes', 'audit:write');
  const page = await admin.send('/api/tokens/create', form);
  const [text = '', id = '', secret = ''] = /tb_([0-9a-f]{18})_([A-Za-z0-9_-]{43})/.exec(page) ?? [];
  expect(text).not.toBe('');
  expect(await admin.open('/settings/tokens')).not.toContain(secret);
  const [row] = await app.sql`select * from api_tokens where id = ${id}`;
  expect(row).toMatchObject({ name: 'billing', scopes: ['audit:write'], orgs: ['o_1'], source: 'billing', revoked_at: null });
  expect(JSON.stringify(row)).not.toContain(secret);
  expect(app.output()).not.toContain(secret);
  expect(await admin.send('/api/tokens/revoke', { form: 'revoke', id })).toContain('The token billing is revoked.');
});

test.each([
  [{ name: '', scopes: 'audit:read', orgs: 'o_1' }, 'A name starts with'],
  [{ name: 'a', orgs: 'o_1' }, 'A token needs at least one scope'],
  [{ name: 'a', scopes: 'org:*', orgs: 'o_1' }, 'A token needs at least one scope'],
  [{ name: 'a', scopes: 'constructor', orgs: 'o_1' }, 'A token needs at least one scope'],
  [{ name: 'a', scopes: 'audit:read', orgs: ' , ' }, 'Name at least one organisation'],
  [{ name: 'a', scopes: 'audit:write', orgs: 'o_1', source: 'tracebook' }, 'are ours alone'],
  [{ name: 'a', scopes: 'audit:write', orgs: 'o_1', source: 'sample/x' }, 'are ours alone'],
  [{ name: 'a', scopes: 'audit:read', orgs: 'o_1', days: '0' }, 'A token lives for'],
])('a token that makes no sense is refused: %j', async (fields, words) => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  expect(await admin.send('/api/tokens/create', { form: 'create', ...fields } as Record<string, string>)).toContain(words);
});

test('a refused token keeps what was ticked and typed', async () => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  const form = new URLSearchParams({ form: 'create', name: '', orgs: 'o_1, o_2' });
  for (const scope of ['audit:read', 'audit:import']) form.append('scopes', scope);
  const page = await admin.send('/api/tokens/create', form);
  expect(page).toContain('value="o_1, o_2"');
  const ticked = [...page.matchAll(/<input type="checkbox"[^>]*>/g)].map(([box]) => box).filter((box) => box.includes('checked'));
  expect(ticked.map((box) => /value="([^"]+)"/.exec(box)?.[1])).toEqual(['audit:read', 'audit:import']);
});

test('a DSN is made with its project key, stays to be copied, and is revoked for good', async () => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  const page = await admin.send('/api/projects/create', { form: 'create', project: 'shop/web', org: 'o_1', trust: 'client' });
  const [, key = '', id = ''] = /http:\/\/([0-9a-f]{32})@127\.0\.0\.1:\d+\/(\d+)/.exec(page) ?? [];
  expect(page).toContain(`its project key is phc_${key}`);
  const list = await admin.open('/settings/projects');
  for (const shown of ['shop/web', 'o_1', 'browsers too', `${key}@`, `phc_${key}`]) expect(list).toContain(shown);
  const send = () =>
    fetch(`${app.baseUrl}/api/${id}/store/?sentry_key=${key}`, { method: 'POST', body: JSON.stringify({ message: 'sent by a DSN' }) });
  expect((await send()).status).toBe(200);
  const [sent] = await app.sql`select project, org_id, trust from error_events where message = 'sent by a DSN'`;
  expect(sent).toEqual({ project: 'shop/web', org_id: 'o_1', trust: 'client' });
  expect(await admin.send('/api/projects/revoke', { form: 'revoke', id })).toContain(`The DSN ${id} of shop/web is revoked`);
  expect((await send()).status).toBe(401);
  const recorded =
    await app.sql`select action, subject_label, surface from admin_actions where subject_type = 'dsn' and subject_id = ${id} order by id`;
  expect(recorded.map((row) => ({ ...row }))).toEqual(
    ['dsn.created', 'dsn.revoked'].map((action) => ({ action, subject_label: 'shop/web', surface: '/settings/projects' })),
  );
});

test.each([
  [{ project: '', trust: 'client' }, 'A project starts with a letter or digit'],
  [{ project: 'sample/web', trust: 'client' }, 'is not the sample'],
  [{ project: 'shop' }, 'Say whether browsers send with it'],
])('a DSN that makes no sense is refused: %j', async (fields, words) => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  expect(await admin.send('/api/projects/create', { form: 'create', ...fields } as Record<string, string>)).toContain(words);
});

test('an administrator of some organisations makes, sees and revokes the DSNs of these alone', async () => {
  const narrow = browserLike(app.baseUrl, (await app.makeUser('admin', ['o_7'])).cookie);
  const form = { form: 'create', project: 'narrow', trust: 'server' };
  expect(await narrow.send('/api/projects/create', { ...form, org: 'o_7' })).toContain('This is the DSN of narrow');
  for (const org of ['', 'o_1']) expect(await narrow.send('/api/projects/create', { ...form, org })).toContain('Not permitted');
  expect(await narrow.open('/settings/projects')).not.toContain('<bdi>shop/web</bdi>');
});

test('how long actions are kept is looked at first, then said, and recorded; who sees some organisations decides nothing of it', async () => {
  const user = await app.makeUser('admin');
  const admin = browserLike(app.baseUrl, user.cookie);
  await app.sql`insert into admin_actions (source, event_id, created_at, action) values ('old-billing', 'e_1', '2020-01-01', 'a.b')`;
  const looked = await admin.open('/settings/retention?source=old-billing&days=30');
  expect(looked.replaceAll('<!-- -->', '')).toContain('1 actions of old-billing are older than 30 days');
  expect(looked).toContain('SEAL_KEY is not set');
  expect(await app.sql`select 1 from retention_rules`).toHaveLength(0);
  const page = await admin.send('/api/retention/set', { form: 'set', source: 'old-billing', days: '30' });
  expect(page).toContain('Actions of old-billing are kept 30 days.');
  expect(page).toMatch(/none yet; begins/);
  expect(await admin.send('/api/retention/set', { form: 'set', source: 'old-billing', days: '0' })).toContain(
    'a number of days from 1 to 99999',
  );
  const narrow = browserLike(app.baseUrl, (await app.makeUser('admin', ['o_7'])).cookie);
  expect(await narrow.open('/settings/retention?source=old-billing&days=30')).not.toContain('older than');
  expect(await narrow.send('/api/retention/set', { form: 'set', source: 'old-billing', days: '1' })).toContain('Not permitted');
  expect(await app.sql`select source, days, set_by from retention_rules`).toEqual([{ source: 'old-billing', days: 30, set_by: user.id }]);
  const told = await app.sql`select surface, request_id, metadata from admin_actions where action = 'retention.changed'`;
  expect(told).toMatchObject([
    { surface: '/settings/retention', request_id: expect.stringMatching(/^[0-9a-f-]{36}$/), metadata: { days: 30 } },
  ]);
  expect(await admin.send('/api/retention/set', { form: 'set', source: 'old-billing', days: '' })).toContain('kept for good');
});

test('the page that removing the sample leads to says that it is gone', async () => {
  const admin = browserLike(app.baseUrl, (await app.makeUser('admin')).cookie);
  expect(await admin.send('/api/sample/remove', {})).toContain('The sample is gone: 0 actions were removed.');
});

test('what is done to people and tokens is in the audit log, with the request that did it', async () => {
  const user = await app.makeUser('admin');
  const admin = browserLike(app.baseUrl, user.cookie);
  const other = await app.makeUser('support', ['o_1']);
  await admin.send('/api/people/change', { form: other.id, id: other.id, role: 'product', orgs: 'o_2' });
  await admin.send('/api/tokens/create', { form: 'create', name: 'reader', scopes: 'audit:read', orgs: '*' });
  const rows = await app.sql`select * from admin_actions where source = 'tracebook' and actor_id = ${user.id} order by id`;
  expect(rows).toMatchObject([
    {
      action: 'person.role_changed',
      subject_type: 'person',
      subject_id: other.id,
      surface: '/settings/people',
      metadata: { before: { role: 'support', orgs: ['o_1'] }, after: { role: 'product', orgs: ['o_2'] } },
    },
    { action: 'token.created', subject_label: 'reader', surface: '/settings/tokens', feature: 'tokens' },
  ]);
  expect(rows.every((row) => /^[0-9a-f-]{36}$/.test(row.request_id))).toBe(true);
});

/** The sign-in page sends on whoever is signed in. */
async function isSignedIn(browser: BrowserLike): Promise<boolean> {
  return !(await browser.open('/sign-in')).includes('<h1>Sign in</h1>');
}
