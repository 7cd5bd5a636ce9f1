import { sql } from 'drizzle-orm';
import { type Field, type LineKey, type LineRoot, printField } from '@/lib/address';
import { askForScreen } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { type FacetRow, facetsStatement } from '@/lib/filter-sql';
import type { Viewer } from '@/lib/viewer';
import { filterCondition, valueText } from './filter-sql';
import type { LineFacet, LineFacetOptions } from './line-store';
import { assertNarrow } from './narrowing';
import { visibleTo } from './scope';

/** Exact up to here; of more the newest are counted, so that a facet costs no more over more lines. */
const mostFaceted = 100_000;

/**
 * Several facets of the same lines, in one statement and one pass over them.
 *
 * @throws {AppError} `not-permitted`; `malformed` for what cannot be counted by; `needs-narrowing`
 */
export async function listLineFacets(viewer: Viewer, { by, filter, zone, limit = 20 }: LineFacetOptions): Promise<readonly LineFacet[]> {
  const condition = sql`${visibleTo(viewer)} and ${filterCondition(filter, zone)}`;
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
  const facets = by.map((field) => ({ value: countedValue(field, zone), isDay: field === 'day', size }));
  await assertNarrow(filter);
  const rows = await askForScreen<FacetRow>(facetsStatement(facets, { from: sql`log_lines`, condition, keys: ['id'], most: mostFaceted }));
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

function countedValue(field: Field<LineKey, LineRoot> | 'day', zone: string) {
  if (field === 'day') return sql`to_char(a.created_at at time zone ${zone}, 'YYYY-MM-DD')`;
  if (field.key === 'created' || field.key === 'recorded') {
    throw new AppError('malformed', `Nothing can be counted by ${field.key}; by=day counts calendar days.`);
  }
  return valueText(field);
}
