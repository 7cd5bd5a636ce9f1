import { type Permission, permissions } from './permissions';
import type { Viewer } from './viewer';

/** The command line, run by somebody who can reach the database anyway: may everything, sees every organisation. */
export function systemViewer(id: string): Viewer {
  return { kind: 'system', id, label: id, permissions: new Set(Object.keys(permissions) as Permission[]), orgs: [], sees: 'real' };
}
