import { type SQL, sql } from 'drizzle-orm';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';

/**
 * What a viewer may see, as a condition on `log_lines a`: first the world (real lines or the sample's), then the organisations.
 * Every read of this room begins its `where` with it. A line without an organisation is seen by those who see all.
 *
 * @throws {AppError} `not-permitted`
 */
export function visibleTo(viewer: Viewer): SQL {
  assertMay(viewer, 'logs:read');
  const orgs = orgScope(viewer);
  return orgs === null ? worldOf(viewer) : sql`${worldOf(viewer)} and ${inOrgs(orgs)}`;
}

/** As the index of the sample's lines says it. */
function worldOf({ sees }: Viewer): SQL {
  return sees === 'sample' ? sql`a.source like 'sample/%'` : sql`not a.source like 'sample/%'`;
}

/** A single one as an equation: only then does the index on organisations give the lines in order. */
function inOrgs(orgs: readonly string[]): SQL {
  const [first, ...more] = orgs;
  if (first === undefined) return sql`false`;
  return more.length === 0 ? sql`a.org_id = ${first}` : sql`a.org_id = any(${sql.param([...orgs])}::text[])`;
}
