import { findProjectKey, type ProjectKey } from '@/lib/accounts';
import { AppError } from '@/lib/errors';
import { noteViewer } from '@/lib/telemetry';
import type { Permission, Viewer } from '@/lib/viewer';

/** Who sends by a DSN, and where to. May write and nothing else. */
export interface Sender {
  readonly viewer: Viewer;
  readonly key: ProjectKey;
}

/**
 * Who sends errors by the key of a DSN to the project with that number.
 *
 * @throws {AppError} `not-signed-in`
 */
export async function senderOf(project: string, key: string | null): Promise<Sender> {
  const found = key === null ? null : await findProjectKey(project, key);
  if (!found) throw new AppError('not-signed-in', 'This DSN is unknown, or was revoked.');
  const viewer = viewerFromKey(found);
  noteViewer(viewer.id);
  return { viewer, key: found };
}

/** A key of a team's own servers that is bound to no organisation writes for all. */
function viewerFromKey({ id, project, orgId, trust }: ProjectKey): Viewer {
  const permissions = new Set<Permission>(orgId === null && trust === 'server' ? ['issues:write', 'org:*'] : ['issues:write']);
  return { kind: 'token', id: `dsn_${id}`, label: project, permissions, orgs: orgId === null ? [] : [orgId], sees: 'real' };
}
