import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import { AppError } from '@/lib/errors';
import { may, orgScope, type Viewer } from '@/lib/viewer';

/** Nobody hands on organisations that they do not see themselves. @throws {AppError} `not-permitted` */
export function assertReaches(viewer: Viewer, orgs: readonly string[]): void {
  if (may(viewer, 'org:*') || orgs.every((org) => viewer.orgs.includes(org))) return;
  throw new AppError('not-permitted', 'You cannot give an organisation that you do not see.');
}

/** The same in SQL: whose organisations all lie within the viewer's. Others look as if they were not there. */
export function withinReach(viewer: Viewer, column: AnyColumn): SQL | undefined {
  const scope = orgScope(viewer);
  return scope === null ? undefined : sql`${column} <@ ${sql.param([...scope])}::text[]`;
}

/** Organisation ids as typed: each at most once, none empty. @throws {AppError} `malformed` */
export function parseOrgs(orgs: readonly string[]): string[] {
  const named = [...new Set(orgs.map((org) => org.trim()).filter((org) => org !== ''))];
  if (named.length > 0 && named.length <= 200 && named.every((org) => org.length <= 200 && !org.includes('\0'))) return named;
  const message = 'Name at least one organisation, or * for all of them.';
  throw new AppError('malformed', message, { errors: [{ at: 'orgs', message }] });
}
