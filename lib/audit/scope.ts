import { type SQL, sql } from 'drizzle-orm';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';

/**
 * What a viewer may see, as a condition on `admin_actions a`: first the world (real rows or the sample's), then the
 * organisations. Every read of this room begins its `where` with it.
 *
 * @throws {AppError} `not-permitted`
 */
export function visibleTo(viewer: Viewer): SQL {
  assertMay(viewer, 'audit:read');
  const orgs = orgScope(viewer);
  return orgs === null ? worldOf(viewer) : sql`${worldOf(viewer)} and ${inOrgs(orgs)}`;
}

function worldOf({ sees }: Viewer): SQL {
  const isSample = sql`(a.source = 'sample' or a.source like 'sample/%')`;
  return sees === 'sample' ? isSample : sql`not ${isSample}`;
}

/** A single one as an equation: only then does the index on organisations give the rows in order. */
export function inOrgs(orgs: readonly string[]): SQL {
  const [first, ...more] = orgs;
  if (first === undefined) return sql`false`;
  return more.length === 0 ? sql`a.org_id = ${first}` : sql`a.org_id = any(${sql.param([...orgs])}::text[])`;
}
