import { type SQL, sql } from 'drizzle-orm';
import { instantText } from './instant-text';

/** Of one value of a facet, or of all rows where `facet` is null. */
export interface FacetRow extends Record<string, unknown> {
  readonly facet: number | null;
  readonly value: string | null;
  readonly count: number;
  readonly distinct_values: number;
  /** When the oldest of all rows that were counted was made; null for one value. */
  readonly since: string | null;
  /** Whether there are more than were counted. */
  readonly has_more: boolean | null;
}

/** One facet: what is counted of a row, as text, and how many values are shown. */
export interface FacetColumn {
  readonly value: SQL;
  /** Days stand in their order, the latest ones; other values commonest first. */
  readonly isDay: boolean;
  readonly size: number;
}

interface Counted {
  readonly from: SQL;
  readonly condition: SQL;
  /** What tells rows of the same time apart; the time is `created_at`. */
  readonly keys: readonly string[];
  /** Of more rows than this the newest are counted. */
  readonly most: number;
}

/** Several facets of the same rows of `a`, in one statement and one pass over them. */
export function facetsStatement(facets: readonly FacetColumn[], { from, condition, keys, most }: Counted): SQL {
  const inOrder = sql.join(
    ['created_at', ...keys].map((name) => sql`a.${sql.identifier(name)} desc`),
    sql`, `,
  );
  const newest = (columns: SQL, rest: SQL) => sql`select ${columns} from ${from} as a where ${condition} order by ${inOrder} ${rest}`;
  const names = facets.map((_, n) => nameOf(n));
  const days = facets.flatMap(({ isDay }, n) => (isDay ? [nameOf(n)] : []));
  const latestDay = sql.join([...days, sql`null`], sql`, `);
  const facet = sql.join(
    names.map((name, n) => sql`when grouping(${name}) = 0 then ${n}::int`),
    sql` `,
  );
  const columns = sql.join(
    facets.map(({ value }, n) => sql`${value} as ${nameOf(n)}`),
    sql`, `,
  );
  const sizes = sql.param(facets.map(({ size }) => size));
  return sql`
    with counted as (
      select case ${facet} end as facet, coalesce(${sql.join(names, sql`, `)}, null) as value, coalesce(${latestDay}) as day,
        count(*)::int as count, min(a.created_at) as since
      from (${newest(sql`a.created_at, ${columns}`, sql`limit ${most}`)}) as a
      group by grouping sets ((), ${sql.join(names, sql`, `)})
    ), ranked as (
      select *, (count(*) over (partition by facet))::int as distinct_values,
        row_number() over (partition by facet order by day desc, count desc, value) as place
      from counted
    )
    select facet, value, count, distinct_values, case when facet is null then ${instantText(sql`since`)} end as since,
      case when facet is null and count >= ${most} then exists (${newest(sql``, sql`offset ${most} limit 1`)}) end as has_more
    from ranked where facet is null or place <= (${sizes}::int[])[facet + 1] order by facet, day, place`;
}

/** Ours, and nothing of what was asked. */
function nameOf(n: number): SQL {
  return sql.raw(`value_${n}`);
}
