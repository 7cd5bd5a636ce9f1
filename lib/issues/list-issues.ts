import { type SQL, sql } from 'drizzle-orm';
import { config } from '@/lib/config';
import { askForScreen } from '@/lib/database';
import { instantText } from '@/lib/filter-sql';
import { type CursorContext, openCursor, type SourcePosition, sealCursor } from '@/lib/paging';
import type { Viewer } from '@/lib/viewer';
import { shortId } from './columns';
import { issueCondition, status, substatus } from './filter-sql';
import type { Issue, IssuePage } from './issue';
import type { IssueListOptions, IssueSort } from './issue-store';
import { assertNarrow } from './narrowing';
import { countsFor, daysFor, visibleTo } from './scope';

/** What a sort goes by, and how it is written in a cursor. */
const sortKeys = {
  last: { column: sql`i.last_seen`, type: sql`timestamptz` },
  first: { column: sql`i.first_seen`, type: sql`timestamptz` },
  events: { column: sql`i.events`, type: sql`bigint` },
  users: { column: sql`i.people`, type: sql`bigint` },
} as const satisfies Record<IssueSort, { column: SQL; type: SQL }>;

/**
 * Issues with what this viewer may see of them, a page at a time. Counts grow while somebody looks: an issue that is seen again between two
 * pages may move to an earlier one.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a cursor that is none of ours; `needs-narrowing`
 */
export async function listIssues(viewer: Viewer, options: IssueListOptions): Promise<IssuePage> {
  const { filter, zone, sort = 'last', limit = 50, after } = options;
  const counts = countsFor(viewer);
  await assertNarrow(filter);
  const context: CursorContext = { list: `issues by ${sort}`, filter, order: 'desc', zone, viewer, secret: config().secret };
  const start = after ? (openCursor(after, context)[0] ?? null) : null;
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 100);
  const condition = issueCondition(filter, { zone, visible: visibleTo(viewer) });
  const found = await askForScreen<ListedRow>(pageStatement(viewer, { counts, condition, sort, start, size: size + 1 }));
  const rows = found.filter(({ id }) => id !== null);
  const shown = rows.slice(0, size);
  const last = rows.length > size ? shown.at(-1) : undefined;
  return {
    rows: shown.map(issueFrom),
    next: last ? sealCursor([{ source: 'issues', createdAt: last.sort_key, key: last.id }], context) : null,
    previous: null,
    count: { value: Number(found[0]?.counted ?? 0), capped: false },
    caveats: [],
  };
}

/** Issues by their numbers, in no order; those that this viewer may not see are not among them. @throws {AppError} `not-permitted` */
export async function issuesByNumber(viewer: Viewer, numbers: readonly string[]): Promise<readonly Issue[]> {
  const counts = countsFor(viewer);
  if (numbers.length === 0) return [];
  const rows = await askForScreen<IssueRow>(sql`
    select ${issueColumns} from (select i.* from ${counts} as i where i.id = any(${sql.param([...numbers])}::bigint[])) as i
    ${details(viewer)}`);
  return rows.map(issueFrom);
}

interface IssueRow extends Record<string, unknown>, Omit<Issue, 'events' | 'users' | 'permalink' | 'trend'> {
  readonly events: string;
  readonly people: string;
  readonly trend: Issue['trend'];
}

interface ListedRow extends IssueRow {
  readonly counted: string;
  readonly sort_key: string;
}

function issueFrom({
  id,
  short_id,
  title,
  type,
  culprit,
  level,
  status: stands,
  substatus: since,
  project,
  platform,
  ...row
}: IssueRow): Issue {
  const { first_seen, last_seen, events, people, features, releases, environments, trend, trust } = row;
  return {
    id,
    short_id,
    title,
    type,
    culprit,
    level,
    status: stands,
    substatus: since,
    project,
    platform,
    first_seen,
    last_seen,
    events: { value: Number(events), capped: false },
    users: Number(people) === 0 ? null : { value: Number(people), capped: false },
    features,
    releases,
    environments,
    trend,
    trust,
    permalink: null,
  };
}

interface Stretch {
  readonly counts: SQL;
  readonly condition: SQL;
  readonly sort: IssueSort;
  readonly start: SourcePosition | null;
  readonly size: number;
}

/** The page and the count in one round trip; the count alone where the page is empty. What costs something is looked up for the page alone. */
function pageStatement(viewer: Viewer, { counts, condition, sort, start, size }: Stretch): SQL {
  const { column, type } = sortKeys[sort];
  const beyond = start ? sql`where (${column}, i.id) < (${start.createdAt}::${type}, ${start.key}::bigint)` : sql``;
  return sql`
    with matched as materialized (
      select i.* from ${counts} as i where ${condition}
    ), page as materialized (
      select i.* from matched i ${beyond} order by ${column} desc, i.id desc limit ${size}
    )
    select ${issueColumns}, ${column}::text as sort_key, total.counted
    from (select count(*)::text as counted from matched) as total left join page i on true
    ${details(viewer)}
    order by ${column} desc, i.id desc`;
}

const issueColumns = sql`i.id::text as id, ${shortId(sql`i.project`, sql`i.id`)} as short_id, i.project,
  coalesce(newest.title, '') as title, newest.type, newest.culprit, newest.level, newest.platform,
  ${status} as status, ${substatus} as substatus, ${instantText(sql`i.first_seen`)} as first_seen, ${instantText(sql`i.last_seen`)} as last_seen,
  i.events::text as events, i.people::text as people, case when i.server_events = 0 then 'client' else 'server' end as trust,
  recent.features, recent.releases, recent.environments, coalesce(days.trend, '[]') as trend`;

/** Of so many newest events of an issue, what they name is shown. */
const newestLooked = 100;

/** From the events themselves, so that an issue is called by what this viewer may see. */
function details(viewer: Viewer): SQL {
  const visible = visibleTo(viewer);
  const newest = (columns: SQL, most: number) =>
    sql`select ${columns} from error_events a where a.issue_id = i.id and ${visible} order by a.created_at desc, a.id desc limit ${most}`;
  const named = (name: string) => {
    const value = sql`r.${sql.identifier(name)}`;
    return sql`coalesce((array_agg(distinct ${value}) filter (where ${value} is not null))[1:20], '{}')`;
  };
  return sql`
    left join lateral (${newest(sql`${title} as title, a.type, a.culprit, a.level, a.platform`, 1)}) as newest on true
    left join lateral (
      select ${named('feature')} as features, ${named('release')} as releases, ${named('environment')} as environments
      from (${newest(sql`a.feature, a.release, a.environment`, newestLooked)}) as r
    ) as recent on true
    left join lateral (
      select json_agg(json_build_object('day', to_char(t.day, 'YYYY-MM-DD'), 'events', coalesce(t.events, 0)) order by t.day) as trend from (
        select g.day::date as day, (select sum(d.events)::int from issue_days d where d.issue_id = i.id and d.day = g.day::date and ${daysFor(viewer)}) as events
        from generate_series((now() at time zone 'UTC')::date - 13, (now() at time zone 'UTC')::date, interval '1 day') as g (day)
      ) as t
    ) as days on true`;
}

/** The first line of what was said. */
const title = sql`left(coalesce(nullif(concat_ws(': ', a.type, nullif(split_part(ltrim(a.message, E' \\n'), E'\\n', 1), '')), ''), a.culprit, a.transaction,
  'An error without a word'), 300)`;
