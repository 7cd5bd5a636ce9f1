import { findProjectKey, findTokenKey, type ProjectKey } from '@/lib/accounts';
import { AppError } from '@/lib/errors';
import { noteViewer } from '@/lib/telemetry';
import type { Permission, Viewer } from '@/lib/viewer';

/** Who sends by the key of a project, and where to. May write and nothing else. */
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
  return senderBy(found, 'issues:write');
}

/**
 * Who sends product events by a project's token.
 *
 * @throws {AppError} `not-signed-in`
 */
export async function senderOfToken(token: string | null): Promise<Sender> {
  const found = token === null ? null : await findTokenKey(token);
  if (!found) throw new AppError('not-signed-in', 'This project key is unknown, or was revoked.');
  return senderBy(found, 'usage:write');
}

function senderBy(key: ProjectKey, permission: Permission): Sender {
  const viewer = viewerFromKey(key, permission);
  noteViewer(viewer.id);
  return { viewer, key };
}

/** A key of a team's own servers that is bound to no organisation writes for all. */
function viewerFromKey({ id, project, orgId, trust }: ProjectKey, permission: Permission): Viewer {
  const permissions = new Set<Permission>(orgId === null && trust === 'server' ? [permission, 'org:*'] : [permission]);
  return { kind: 'token', id: `dsn_${id}`, label: project, permissions, orgs: orgId === null ? [] : [orgId], sees: 'real' };
}
