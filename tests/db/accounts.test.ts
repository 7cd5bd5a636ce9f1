import { beforeAll, describe, expect, test } from 'vitest';
import {
  changeRole,
  checkPassword,
  createRecoveryLink,
  createSignInLink,
  createToken,
  disablePerson,
  enablePerson,
  endSession,
  endSessionsOf,
  findSession,
  findToken,
  invitePerson,
  listPeople,
  listTokens,
  noteSignIn,
  parseEmail,
  peekSignInLink,
  revokeToken,
  spendSignInLink,
  startAttempt,
  startSession,
} from '@/lib/accounts';
import { database } from '@/lib/database';
import { type Role, systemViewer, type Viewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const root = systemViewer('test');
const password = 'a good long sentence';

beforeAll(async () => {
  await freshDatabase();
});

describe('addresses', () => {
  test.each(['ada@example.com', "o'brien+tag@mail.example.co.uk"])('%s is one', (text) => {
    expect(parseEmail(` ${text.toUpperCase()} `)).toBe(text);
  });

  test.each([
    '',
    'ada',
    'ada@',
    '@x',
    'a@b@c',
    'a b@c',
    '\u0430da@example.com',
    'ada\uff20example.com',
    'ada@ex\u0430mple.com',
    `a@${'b'.repeat(300)}`,
  ])('%j is none', (text) => {
    expect(() => parseEmail(text)).toThrow('An email address is plain text with one @');
  });
});

describe('one-time links', () => {
  test('the first one works only while there is no administrator', async () => {
    const [first, second] = [await firstLink(), await firstLink()];
    expect(await peekSignInLink(first)).toEqual({ kind: 'first', email: null, role: 'admin' });
    const results = await Promise.allSettled([first, second].map((secret) => spend(secret, 'first@example.com')));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(firstLink()).rejects.toThrow('There is an administrator already.');
    expect(await peekSignInLink(second)).toBeNull();
  });

  test('one is spent once, also by two at the same moment', async () => {
    const secret = secretOf((await invitePerson(root, { email: 'once@example.com', role: 'support', orgs: ['o_1'] })).path);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => spend(secret)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a refused password spends nothing', async () => {
    const secret = secretOf((await invitePerson(root, { email: 'again@example.com', role: 'support', orgs: ['o_1'] })).path);
    await expect(spendSignInLink(secret, { email: '', name: 'Again', password: 'short' })).rejects.toThrow('12 to 200 characters');
    await expect(spend(secret)).resolves.toMatchObject({ email: 'again@example.com' });
  });

  test('the secret is kept as a hash', async () => {
    const secret = secretOf((await invitePerson(root, { email: 'hash@example.com', role: 'support', orgs: ['o_1'] })).path);
    const rows = await database('system').execute('select * from sign_in_links');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('a recovery keeps role and organisations, enables, sets the password and ends sessions', async () => {
    const person = await makePerson('lost@example.com', 'compliance', ['o_7']);
    const session = await startSession(person.id, 'test');
    await disablePerson(root, person.id);
    const secret = secretOf(await createSignInLink({ kind: 'recovery', email: 'lost@example.com', role: 'admin', orgs: ['*'] }));
    const again = await spendSignInLink(secret, { email: '', name: 'Lost', password: 'another good sentence' });
    expect(again).toMatchObject({ id: person.id, role: 'compliance', orgs: ['o_7'] });
    expect(await findSession(session)).toBeNull();
    expect(await checkPassword('lost@example.com', password)).toBeNull();
    expect(await checkPassword('LOST@example.com', 'another good sentence')).toMatchObject({ id: person.id });
  });
});

describe('sessions', () => {
  test('one is the person as they are now', async () => {
    const person = await makePerson('now@example.com', 'support', ['o_1']);
    const session = await startSession(person.id, null);
    await changeRole(root, person.id, { role: 'product', orgs: ['o_2'] });
    expect(await findSession(session)).toEqual({ ...person, role: 'product', orgs: ['o_2'] });
  });

  test('one that has ended is none', async () => {
    const person = await makePerson('ended@example.com', 'support', ['o_1']);
    const [one, two, three] = [
      await startSession(person.id, null),
      await startSession(person.id, null),
      await startSession(person.id, null),
    ];
    expect(await endSession(one)).toMatchObject({ id: person.id });
    expect(await endSession(one)).toBeNull();
    expect(await findSession(one)).toBeNull();
    expect(await findSession(two)).not.toBeNull();
    await endSessionsOf(root, person.id);
    expect([await findSession(two), await findSession(three)]).toEqual([null, null]);
    expect(await findSession('nonsense')).toBeNull();
  });

  test('a disabled person has none, and gets none back', async () => {
    const person = await makePerson('off@example.com', 'support', ['o_1']);
    const session = await startSession(person.id, null);
    await disablePerson(root, person.id);
    expect(await findSession(session)).toBeNull();
    expect(await checkPassword('off@example.com', password)).toBeNull();
    await enablePerson(root, person.id);
    expect(await findSession(session)).toBeNull();
    expect(await checkPassword('off@example.com', password)).not.toBeNull();
  });
});

describe('tokens', () => {
  test('one is found by its whole text and by nothing else', async () => {
    const { token, text } = await createToken(root, { name: 'ci', scopes: ['audit:write'], orgs: ['o_1'], source: 'billing' });
    expect(await findToken(text)).toMatchObject({ id: token.id, scopes: ['audit:write'], orgs: ['o_1'], source: 'billing' });
    const other = await createToken(root, { name: 'other', scopes: ['audit:read'], orgs: ['*'] });
    const mixed = `tb_${token.id}_${other.text.split('_').slice(2).join('_')}`;
    for (const wrong of [mixed, text.slice(0, -1), `${text}x`, text.toUpperCase(), `tb_${token.id}_`, '', 'tb__', `${text}\n`]) {
      expect([wrong, await findToken(wrong)]).toEqual([wrong, null]);
    }
  });

  test('a revoked or expired one is none', async () => {
    const revoked = await createToken(root, { name: 'revoked', scopes: ['audit:read'], orgs: ['*'] });
    await revokeToken(root, revoked.token.id);
    const expired = await createToken(root, { name: 'expired', scopes: ['audit:read'], orgs: ['*'], days: 1 });
    await database('system').execute(`update api_tokens set expires_at = now() where id = '${expired.token.id}'`);
    expect([await findToken(revoked.text), await findToken(expired.text)]).toEqual([null, null]);
    const listed = await listTokens(root);
    expect(listed.filter(({ isOver }) => isOver).map(({ name }) => name)).toEqual(['expired', 'revoked']);
  });

  test('nobody hands on a permission that they do not have', async () => {
    const maker = viewerIn(['*'], { may: ['tokens:manage', 'audit:read'] });
    await expect(createToken(maker, { name: 'x', scopes: ['audit:write'], orgs: ['*'] })).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

test('tries at signing in are counted, and a success takes its count back', async () => {
  const attempt = { email: 'count@example.com', client: '192.0.2.1' };
  await startAttempt(attempt);
  await noteSignIn(attempt);
  const tries = await Promise.allSettled(Array.from({ length: 12 }, () => startAttempt({ ...attempt, email: ' COUNT@example.com' })));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'too-many', status: 429 } });
});

describe.each<[string, (viewer: Viewer, of: { person: string; token: string }) => Promise<unknown>]>([
  ['listPeople', (viewer) => listPeople(viewer)],
  ['changeRole', (viewer, { person }) => changeRole(viewer, person, { role: 'support', orgs: ['o_1'] })],
  ['disablePerson', (viewer, { person }) => disablePerson(viewer, person)],
  ['enablePerson', (viewer, { person }) => enablePerson(viewer, person)],
  ['endSessionsOf', (viewer, { person }) => endSessionsOf(viewer, person)],
  ['createRecoveryLink', (viewer, { person }) => createRecoveryLink(viewer, person)],
  ['listTokens', (viewer) => listTokens(viewer)],
  ['revokeToken', (viewer, { token }) => revokeToken(viewer, token)],
])('%s', (_name, call) => {
  const ids = { person: '', token: '' };

  beforeAll(async () => {
    ids.person = (await makePerson(`guarded-${_name.toLowerCase()}@example.com`, 'support', ['o_2'])).id;
    ids.token = (await createToken(root, { name: 'guarded', scopes: ['audit:read'], orgs: ['o_2'] })).token.id;
  });

  test('refuses a viewer who may not', async () => {
    await expect(call(viewerIn(['*']), ids)).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('shows nothing of another organisation', async () => {
    const viewer = viewerIn(['o_1'], { may: ['people:manage', 'tokens:manage'] });
    const answer = await call(viewer, ids).catch((error: unknown) => error);
    if (Array.isArray(answer)) expect(answer.filter(({ orgs }) => orgs.includes('o_2'))).toEqual([]);
    else expect(answer).toMatchObject({ code: 'not-found' });
  });
});

async function firstLink(): Promise<string> {
  return secretOf(await createSignInLink({ kind: 'first', role: 'admin', orgs: ['*'] }));
}

function secretOf(path: string): string {
  return new URL(path, 'http://here.invalid').searchParams.get('secret') ?? '';
}

function spend(secret: string, email = '') {
  return spendSignInLink(secret, { email, name: 'Somebody', password });
}

async function makePerson(email: string, role: Role, orgs: readonly string[]) {
  return spend(secretOf((await invitePerson(root, { email, role, orgs })).path));
}
