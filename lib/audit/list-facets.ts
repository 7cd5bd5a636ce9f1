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
  const rows = await read<FacetRow>(sql`
    with matching as materialized (
      select a.created_at, row_number() over (order by a.created_at desc, a.id desc) as place, ${columnsFor(by, zone)}
      from (
        select a.* from admin_actions a where ${visibleTo(viewer)} and ${filterCondition(filter, zone)}
        order by a.created_at desc, a.id desc limit ${mostFaceted + 1}
      ) as a
    ), counted as (select * from matching where place <= ${mostFaceted})
    select null::int as facet, null as value, count(*)::int as count, null::int as distinct_values,
      (select ${instantText(sql`min(c.created_at)`)} from counted c) as since
    from matching
    union all ${sql.join(
      by.map((field, n) => groupStatement(n, { isDay: field === 'day', size })),
      sql` union all `,
    )}`);
  const total = rows.find(({ facet }) => facet === null);
  const sampled = (total?.count ?? 0) > mostFaceted;
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

interface FacetRow extends Record<string, unknown> {
  readonly facet: number | null;
  readonly value: string | null;
  readonly count: number;
  readonly distinct_values: number | null;
  readonly since: string | null;
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

/** Commonest first; of days the latest ones, in their order. */
function groupStatement(n: number, { isDay, size }: { isDay: boolean; size: number }): SQL {
  const value = nameOf(n);
  const groups = sql`
    select ${n}::int as facet, ${value} as value, count(*)::int as count, (count(*) over ())::int as distinct_values, null as since
    from counted group by ${value}`;
  if (isDay) return sql`(select * from (${groups} order by ${value} desc limit ${size}) as latest order by value)`;
  return sql`(${groups} order by count(*) desc, ${value} limit ${size})`;
}

/** Ours, and nothing of what was asked. */
function nameOf(n: number): SQL {
  return sql.raw(`value_${n}`);
}
