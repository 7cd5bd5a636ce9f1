import { expect, test } from 'vitest';
import { isPermission, permissions, permissionsOf, roles } from './permissions';
import { systemViewer } from './system-viewer';
import { assertMay, may, orgScope, type Viewer } from './viewer';

const support: Viewer = {
  kind: 'person',
  id: 'u_1',
  label: 'Ada',
  permissions: new Set(permissionsOf.support),
  orgs: ['o_1'],
  sees: 'real',
};

test('a permission is there or refused by its name', () => {
  expect(may(support, 'audit:read')).toBe(true);
  expect(() => assertMay(support, 'people:manage')).toThrow('This needs the permission people:manage.');
});

test('organisations are those that were given; org:* lifts the scope, and * alone does not', () => {
  expect(orgScope(support)).toEqual(['o_1']);
  expect(orgScope({ ...support, orgs: ['*'] })).toEqual(['*']);
  expect(orgScope(systemViewer('command-line'))).toBeNull();
});

test('no role comes with every organisation, and only an administrator manages', () => {
  for (const role of roles) expect(permissionsOf[role]).not.toContain('org:*');
  expect(permissionsOf.support).toEqual(['audit:read', 'logs:read', 'issues:read', 'issues:resolve', 'usage:read', 'evidence:read']);
  const reads = permissionsOf.support.filter((permission) => permission !== 'issues:resolve');
  expect(new Set(permissionsOf.compliance)).toEqual(new Set([...reads, 'audit:export', 'evidence:verify']));
  expect(new Set(permissionsOf.product)).toEqual(new Set([...permissionsOf.support, 'usage:mark']));
});

test('a permission is one of the table, not a property of every object', () => {
  expect(Object.keys(permissions).every(isPermission)).toBe(true);
  for (const text of ['constructor', '__proto__', 'toString', '', 'AUDIT:READ']) expect(isPermission(text)).toBe(false);
});
