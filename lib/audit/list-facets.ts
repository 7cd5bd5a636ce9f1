import { type SQL, sql } from 'drizzle-orm';
import { type Field, type Filter, printField } from '@/lib/address';
import { AppError } from '@/lib/errors';
import { type FacetRow, facetsStatement } from '@/lib/filter-sql';
import type { Viewer } from '@/lib/viewer';
import type { CappedCount } from './action';
import { askTables } from './ask-tables';
import { plannedOnce } from './audit-table';
import { columnFor } from './column-sql';
import { filterCondition } from './filter-sql';
import { firstValue } from './metadata-sql';
import { assertNarrow } from './narrowing';

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
  /** Tables of other teams that gave no answer: what they hold is not counted. */
  readonly missing: readonly string[];
}

export interface FacetOptions {
  readonly filter: Filter;
  readonly zone: string;
  /** Values a facet, 1 to 1,000; 20 where nothing is said. */
  readonly limit?: number;
  /** Days, of which it is the latest; as many as values where nothing is said. */
  readonly days?: number;
  /** Whether the question is always put in the same words, and answered by the same index whatever its values. */
  readonly isPlannedOnce?: boolean;
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
  { by, filter, zone, limit = 20, days = limit, isPlannedOnce = false }: FacetOptions & { by: readonly (Field | 'day')[] },
): Promise<readonly Facet[]> {
  const sizes = by.map((field) => Math.min(Math.max(Math.trunc(field === 'day' ? days : limit) || 1, 1), 1_000));
  await assertNarrow(filter);
  const { answers, hearings } = await askTables(viewer, (given) => {
    const table = isPlannedOnce ? plannedOnce(given) : given;
    const condition = sql`${table.visible} and ${filterCondition(filter, zone, table.dialect)}`;
    const facets = by.map((field, n) => ({ value: valueOfField(field, zone), isDay: field === 'day', size: sizes[n] ?? 1 }));
    return table.ask<FacetRow>(
      facetsStatement(facets, { from: table.from, condition, keys: table.keys.map(({ name }) => name), most: mostFaceted }),
    );
  });
  const missing = hearings.flatMap(({ name, verdict }) => (verdict === 'unavailable' ? [name] : []));
  return by.map((field, n) => ({
    ...mergedFacet([...answers.values()], n, { isDay: field === 'day', size: sizes[n] ?? 1 }),
    by: field === 'day' ? 'day' : printField(field),
    missing,
  }));
}

/** One facet over all tables. How many values two tables share is not known beyond those that they gave. */
function mergedFacet(
  tables: readonly (readonly FacetRow[])[],
  n: number,
  { isDay, size }: { isDay: boolean; size: number },
): Pick<Facet, 'rows' | 'distinct' | 'sampled' | 'since'> {
  const counts = new Map<string | null, number>();
  for (const { facet, value, count } of tables.flat()) if (facet === n) counts.set(value, (counts.get(value) ?? 0) + count);
  const totals = tables.flatMap((rows) => rows.filter(({ facet, has_more }) => facet === null && has_more));
  const since =
    totals
      .map((row) => row.since)
      .sort()
      .at(-1) ?? null;
  const distinct = tables.map((rows) => rows.find(({ facet }) => facet === n)?.distinct_values ?? 0);
  const isWhole = distinct.every((values, at) => values <= (tables[at] ?? []).filter(({ facet }) => facet === n).length);
  const all = [...counts].map(([value, count]) => ({ value, count }));
  return {
    rows: isDay ? all.sort(byValue).slice(-size) : all.sort((a, b) => b.count - a.count || byValue(a, b)).slice(0, size),
    distinct: { value: isWhole ? counts.size : Math.max(...distinct), capped: totals.length > 0 || (!isWhole && tables.length > 1) },
    sampled: totals.length > 0,
    since,
  };
}

/** As Postgres orders texts by their bytes, and what has no value last. */
function byValue(a: { readonly value: string | null }, b: { readonly value: string | null }): number {
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
  return Buffer.compare(Buffer.from(a.value), Buffer.from(b.value));
}

function valueOfField(field: Field | 'day', zone: string): SQL {
  if (field === 'day') return sql`to_char(a.created_at at time zone ${zone}, 'YYYY-MM-DD')`;
  if ('path' in field) return firstValue(field);
  if (field.key === 'changed' || field.key === 'created' || field.key === 'recorded') {
    throw new AppError('malformed', `Nothing can be counted by ${field.key}; by=day counts calendar days.`);
  }
  return sql`${columnFor(field.key)}::text`;
}
