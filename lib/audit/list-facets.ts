import { type SQL, sql } from 'drizzle-orm';
import { type Field, type Filter, printField } from '@/lib/address';
import { AppError } from '@/lib/errors';
import type { Viewer } from '@/lib/viewer';
import type { CappedCount } from './action';
import { columnFor } from './column-sql';
import { instantText } from './columns';
import { filterCondition } from './filter-sql';
import { firstValue } from './metadata-sql';
import { assertNarrow } from './narrowing';
import { read } from './read';
import { visibleTo } from './scope';

/** The commonest values of a column or path with their counts, or the days of a zone in their order. */
export interface Facet {
  /** As it was asked for: `actor`, `meta.ip`, `day`. */
  readonly by: string;
  /** A null value stands for actions that have none. */
  readonly rows: readonly { readonly value: string | null; readonly count: number }[];
  readonly distinct: CappedCount;
  /** Whether more actions match than were counted: then these are the newest, back to `since`. */
  readonly sampled: boolean;
  readonly since: string | null;
}

export interface FacetOptions {
  readonly filter: Filter;
  readonly zone: string;
  /** Values a facet, 1 to 1,000; of days the latest. */
  readonly limit?: number;
}

/** Exact up to here; of more the newest are counted, so that a facet costs no more on a larger table. */
export const mostFaceted = 100_000;

/** @throws {AppError} `malformed` for what cannot be counted by */
export async function listFacet(viewer: Viewer, { by, ...options }: FacetOptions & { by: Field | 'day' }): Promise<Facet> {
  const [facet] = await listFacets(viewer, { ...options, by: [by] });
  if (!facet) throw new Error('A facet was asked for and none came.');
  return facet;
}

/**
 * Several facets of the same actions, in one statement and one pass over them.
 *
 * @throws {AppError} `not-permitted`; `malformed` for what cannot be counted by; `needs-narrowing`
 */
export async function listFacets(
  viewer: Viewer,
  { by, filter, zone, limit = 20 }: FacetOptions & { by: readonly (Field | 'day')[] },
): Promise<readonly Facet[]> {
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
  await assertNarrow(filter);
  const condition = sql`${visibleTo(viewer)} and ${filterCondition(filter, zone)}`;
  const rows = await read<FacetRow>(facetsStatement(by, { condition, zone, size }));
  const total = rows.find(({ facet }) => facet === null);
  const sampled = total?.has_more ?? false;
  return by.map((field, n) => {
    const own = rows.filter(({ facet }) => facet === n);
    return {
      by: field === 'day' ? 'day' : printField(field),
      rows: own.map(({ value, count }) => ({ value, count })),
      distinct: { value: own[0]?.distinct_values ?? 0, capped: sampled },
      sampled,
      since: sampled ? (total?.since ?? null) : null,
    };
  });
}

/** Of one value of a facet, or of all rows where `facet` is null. */
interface FacetRow extends Record<string, unknown> {
  readonly facet: number | null;
  readonly value: string | null;
  readonly count: number;
  readonly distinct_values: number;
  readonly since: string;
  /** Whether there are more than were counted. */
  readonly has_more: boolean | null;
}

/** Commonest first; of days the latest ones, in their order. */
function facetsStatement(by: readonly (Field | 'day')[], { condition, zone, size }: { condition: SQL; zone: string; size: number }): SQL {
  const newest = (columns: SQL, rest: SQL) =>
    sql`select ${columns} from admin_actions a where ${condition} order by a.created_at desc, a.id desc ${rest}`;
  const names = by.map((_, n) => nameOf(n));
  const days = by.flatMap((field, n) => (field === 'day' ? [nameOf(n)] : []));
  const latestDay = sql.join([...days, sql`null`], sql`, `);
  const facet = sql.join(
    names.map((name, n) => sql`when grouping(${name}) = 0 then ${n}::int`),
    sql` `,
  );
  return sql`
    with counted as (
      select case ${facet} end as facet, coalesce(${sql.join(names, sql`, `)}, null) as value, coalesce(${latestDay}) as day,
        count(*)::int as count, ${instantText(sql`min(a.created_at)`)} as since
      from (${newest(sql`a.created_at, ${columnsFor(by, zone)}`, sql`limit ${mostFaceted}`)}) as a
      group by grouping sets ((), ${sql.join(names, sql`, `)})
    ), ranked as (
      select *, (count(*) over (partition by facet))::int as distinct_values,
        row_number() over (partition by facet order by day desc, count desc, value) as place
      from counted
    )
    select facet, value, count, distinct_values, since,
      case when facet is null and count >= ${mostFaceted} then exists (${newest(sql``, sql`offset ${mostFaceted} limit 1`)}) end as has_more
    from ranked where facet is null or place <= ${size} order by facet, day, place`;
}

function columnsFor(by: readonly (Field | 'day')[], zone: string): SQL {
  return sql.join(
    by.map((field, n) => sql`${valueOfField(field, zone)} as ${nameOf(n)}`),
    sql`, `,
  );
}

function valueOfField(field: Field | 'day', zone: string): SQL {
  if (field === 'day') return sql`to_char(a.created_at at time zone ${zone}, 'YYYY-MM-DD')`;
  if ('path' in field) return firstValue(field);
  if (field.key === 'changed' || field.key === 'created' || field.key === 'recorded') {
    throw new AppError('malformed', `Nothing can be counted by ${field.key}; by=day counts calendar days.`);
  }
  return sql`${columnFor(field.key)}::text`;
}

/** Ours, and nothing of what was asked. */
function nameOf(n: number): SQL {
  return sql.raw(`value_${n}`);
}
