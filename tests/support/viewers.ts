import type { Permission, Viewer } from '@/lib/viewer';

/** Somebody who may do all that is named, in the organisations that are named; `*` for all of them. */
export function viewerIn(
  orgs: readonly string[],
  { may = ['audit:read', 'audit:write'], ...rest }: { may?: readonly Permission[] } & Partial<Viewer> = {},
): Viewer {
  const permissions = new Set<Permission>(orgs.includes('*') ? [...may, 'org:*'] : may);
  return { kind: 'token', id: 'tok_test', label: 'test', permissions, orgs: orgs.filter((org) => org !== '*'), sees: 'real', ...rest };
}
