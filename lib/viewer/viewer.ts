import { AppError } from '@/lib/errors';
import type { Permission } from './permissions';

/** Who asks: a signed-in person, an API token, or the system itself on behalf of the command line. */
export interface Viewer {
  readonly kind: 'person' | 'token' | 'system';
  readonly id: string;
  readonly label: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Organisations whose rows this viewer sees. With `org:*` the list is not consulted. */
  readonly orgs: readonly string[];
  /** The sample is a world of its own: a viewer sees it, or what is real, never both in one list. */
  readonly sees: 'real' | 'sample';
  /** Fixed by a producer's token: the only source it may write. */
  readonly source?: string;
}

export function may(viewer: Viewer, permission: Permission): boolean {
  return viewer.permissions.has(permission);
}

/** @throws {AppError} `not-permitted` */
export function assertMay(viewer: Viewer, permission: Permission): void {
  if (!may(viewer, permission)) throw new AppError('not-permitted', `This needs the permission ${permission}.`);
}

/** The organisations to scope a query by; null means all of them, and rows without one. */
export function orgScope(viewer: Viewer): readonly string[] | null {
  return may(viewer, 'org:*') ? null : viewer.orgs;
}
