import { beforeAll, describe, expect, test } from 'vitest';
import { createProjectKey, findProjectKey, listProjectKeys, printDsn, revokeProjectKey } from '@/lib/accounts';
import { parseFilter } from '@/lib/address';
import { listActions } from '@/lib/audit';
import { systemViewer } from '@/lib/viewer';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const may = ['tokens:manage'] as const;
const everyone = viewerIn(['*'], { may });
const one = viewerIn(['org_1'], { may });

beforeAll(async () => {
  await freshDatabase();
});

describe('a DSN', () => {
  test('is made for a project, printed as SDKs want it, and found by its number and key together', async () => {
    const key = await createProjectKey(everyone, { project: 'shop/web', org: 'org_1', trust: 'client' });
    expect(key).toMatchObject({ project: 'shop/web', orgId: 'org_1', trust: 'client', revokedAt: null });
    expect(printDsn(key)).toBe(`http://${key.key}@127.0.0.1:3000/${key.id}`);
    expect(key.key).toMatch(/^[0-9a-f]{32}$/);
    const other = await createProjectKey(everyone, { project: 'shop/api', trust: 'server' });
    expect(await findProjectKey(key.id, key.key)).toEqual(key);
    expect([
      await findProjectKey(other.id, key.key),
      await findProjectKey('x', key.key),
      await findProjectKey(`${key.id}; select`, key.key),
    ]).toEqual([null, null, null]);
  });

  test('that was revoked is none any more, and stays in the list', async () => {
    const key = await createProjectKey(everyone, { project: 'gone', trust: 'client' });
    const { revokedAt } = await revokeProjectKey(everyone, key.id);
    expect(revokedAt).not.toBeNull();
    expect((await revokeProjectKey(everyone, key.id)).revokedAt).toBe(revokedAt);
    expect(await findProjectKey(key.id, key.key)).toBeNull();
    expect((await listProjectKeys(everyone)).find(({ id }) => id === key.id)?.revokedAt).toBe(revokedAt);
    await expect(revokeProjectKey(everyone, '999999')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('is given, seen and revoked within what its maker sees', async () => {
    const own = await createProjectKey(one, { project: 'shop/web', org: 'org_1', trust: 'server' });
    const theirs = await createProjectKey(everyone, { project: 'shop/web', org: 'org_2', trust: 'client' });
    const nobodys = await createProjectKey(everyone, { project: 'shop/web', trust: 'client' });
    const seen = (await listProjectKeys(one)).map(({ id }) => id);
    expect([seen.includes(own.id), seen.includes(theirs.id), seen.includes(nobodys.id)]).toEqual([true, false, false]);
    for (const id of [theirs.id, nobodys.id]) await expect(revokeProjectKey(one, id)).rejects.toMatchObject({ code: 'not-found' });
    for (const org of ['org_2', '*', undefined]) {
      await expect(createProjectKey(one, { project: 'shop/web', org, trust: 'client' })).rejects.toMatchObject({ code: 'not-permitted' });
    }
  });

  test.each(['', ' ', '-x', 'sample', 'sample/web', 'a\0b', 'x'.repeat(101)])('has a project that can be one: %j', async (project) => {
    await expect(createProjectKey(everyone, { project, trust: 'client' })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('is refused to who may not manage tokens', async () => {
    const nobody = viewerIn(['*'], { may: ['issues:write'] });
    await expect(createProjectKey(nobody, { project: 'shop', trust: 'client' })).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(listProjectKeys(nobody)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(revokeProjectKey(nobody, '1')).rejects.toMatchObject({ code: 'not-permitted' });
  });
});

describe('npx tracebook dsn', { timeout: 60_000 }, () => {
  test('makes one, lists it, revokes it, and each is recorded', async () => {
    const ended = (args: readonly string[]) => endOf(startCommand(['dsn', ...args]));
    const made = await ended(['create', '--project', 'shop/cli', '--org', 'org_1', '--quiet']);
    expect(made.answer.trim()).toMatch(/^http:\/\/[0-9a-f]{32}@127\.0\.0\.1:3000\/\d+$/);
    const id = made.answer.trim().split('/').at(-1) ?? '';
    const [listed] = JSON.parse((await ended(['list', '--json'])).answer) as { id: string; dsn: string; trust: string }[];
    expect(listed).toMatchObject({ id, dsn: made.answer.trim(), trust: 'client', orgId: 'org_1' });
    expect((await ended(['revoke', id])).answer).toContain('shop/cli is revoked');
    const { rows } = await listActions(systemViewer('test'), { filter: parseFilter('subject:dsn/'), zone: 'UTC', order: 'asc' });
    expect(rows.map(({ action, subject_label: label }) => [action, label])).toEqual([
      ['dsn.created', 'shop/cli'],
      ['dsn.revoked', 'shop/cli'],
    ]);
  });
});
