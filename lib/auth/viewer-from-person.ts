import type { Person } from '@/lib/accounts';
import { type Permission, permissionsOf, type Viewer } from '@/lib/viewer';

/** The organisation `*` is the permission to see them all. */
export function viewerFromPerson({ id, name, role, orgs }: Person): Viewer {
  const own = permissionsOf[role];
  const permissions = new Set<Permission>(orgs.includes('*') ? [...own, 'org:*'] : own);
  return { kind: 'person', id, label: name, permissions, orgs, sees: 'real' };
}
