import { type SQL, sql } from 'drizzle-orm';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';

/**
 * What a viewer may see, as a condition on `a`, error events or transactions: first the world (what is real or the sample's), then the
 * organisations. Every read of these tables begins its `where` with it. What belongs to no organisation is seen by those who see all.
 *
 * @throws {AppError} `not-permitted`
 */
export function visibleTo(viewer: Viewer): SQL {
  assertMay(viewer, 'issues:read');
  const orgs = orgScope(viewer);
  const world = worldOf(viewer, sql`a.project`);
  return orgs === null ? world : sql`${world} and ${inOrgs(sql`a.org_id`, orgs)}`;
}

/**
 * What a viewer may see of issues: a row of `issue_counts` for each, as if all else had never happened, with what was decided of it. Rows
 * of several organisations are added up.
 *
 * @throws {AppError} `not-permitted`
 */
export function countsFor(viewer: Viewer): SQL {
  assertMay(viewer, 'issues:read');
  const orgs = countedOrgs(viewer);
  const world = worldOf(viewer, sql`i.project`);
  const from = sql`from issue_counts c join issues i on i.id = c.issue_id left join issue_states s on s.issue_id = c.issue_id
    where ${world} and c.events > 0 and ${inOrgs(sql`c.org_id`, orgs)}`;
  if (orgs.length === 1) {
    return sql`(select c.issue_id as id, i.project, c.events, c.server_events, c.people, c.first_seen, c.last_seen, c.regressed_at,
      s.state, s.settled_until ${from})`;
  }
  return sql`(select c.issue_id as id, i.project, sum(c.events)::bigint as events, sum(c.server_events)::bigint as server_events,
    sum(c.people)::bigint as people, min(c.first_seen) as first_seen, max(c.last_seen) as last_seen, max(c.regressed_at) as regressed_at,
    s.state, s.settled_until ${from} group by c.issue_id, i.project, s.state, s.settled_until)`;
}

/** The days of issues that a viewer may see, as a condition on `d`. */
export function daysFor(viewer: Viewer): SQL {
  return inOrgs(sql`d.org_id`, countedOrgs(viewer));
}

/** The people that a viewer may see, as a condition on `p`. */
export function peopleFor(viewer: Viewer): SQL {
  const orgs = orgScope(viewer);
  return orgs === null ? sql`true` : inOrgs(sql`p.org_id`, orgs);
}

/** Under this name everything is counted once more: who sees all needs no sum. Nobody is given an organisation by that name. */
export const everyOrg = '*';

function countedOrgs(viewer: Viewer): readonly string[] {
  const orgs = orgScope(viewer);
  return orgs === null ? [everyOrg] : orgs.filter((org) => org !== everyOrg);
}

/** As the indexes of the sample say it. */
function worldOf({ sees }: Viewer, project: SQL): SQL {
  return sees === 'sample' ? sql`${project} like 'sample/%'` : sql`not ${project} like 'sample/%'`;
}

/** A single one as an equation: only then does an index on organisations give rows in order. */
function inOrgs(column: SQL, orgs: readonly string[]): SQL {
  const [first, ...more] = orgs;
  if (first === undefined) return sql`false`;
  return more.length === 0 ? sql`${column} = ${first}` : sql`${column} = any(${sql.param([...orgs])}::text[])`;
}
