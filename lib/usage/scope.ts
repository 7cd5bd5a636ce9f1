import { type SQL, sql } from 'drizzle-orm';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';

/**
 * What a viewer may see, as a condition on `a`, product events or features: first the world (what is real or the sample's), then the
 * organisations. Every read of these tables begins its `where` with it. What belongs to no organisation is seen by those who see all.
 *
 * @throws {AppError} `not-permitted`
 */
export function visibleTo(viewer: Viewer): SQL {
  assertMay(viewer, 'usage:read');
  const orgs = orgScope(viewer);
  const world = viewer.sees === 'sample' ? sql`a.source like 'sample/%'` : sql`not a.source like 'sample/%'`;
  return orgs === null ? world : sql`${world} and ${inOrgs(orgs)}`;
}

/** A single one as an equation: only then does an index on organisations give rows in order. */
function inOrgs(orgs: readonly string[]): SQL {
  const [first, ...more] = orgs;
  if (first === undefined) return sql`false`;
  return more.length === 0 ? sql`a.org_id = ${first}` : sql`a.org_id = any(${sql.param([...orgs])}::text[])`;
}
