import { answered } from '@/app/audit/answered';
import type { FacetGroup } from '@/components/audit';
import { type LineFilter, type LineKey, type LineListParams, timeTerm, withTerm } from '@/lib/address';
import { type LineBars, type LineFacet, lineBars, listLineFacets } from '@/lib/logs';
import { timeNoun } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

/** When lines were written and what they are made of, and whether that is all of them. */
export interface LineBreakdown {
  readonly bars: LineBars | null;
  readonly groups: readonly FacetGroup<LineKey>[];
  readonly caveat: string | null;
}

const headings = {
  service: 'Service',
  level: 'Level',
  status: 'Status',
  method: 'Method',
  route: 'Route',
  org: 'Organisation',
  source: 'Source',
  flag: 'Flags',
} as const satisfies Partial<Record<LineKey, string>>;

const narrowing = Object.keys(headings) as (keyof typeof headings)[];
const mostValues = 8;

/** The list stands without it: what could not be counted in time is left out and said. */
export async function breakdown(viewer: Viewer, { filter, zone }: Pick<LineListParams, 'filter' | 'zone'>): Promise<LineBreakdown> {
  const by = narrowing.map((key) => ({ key }));
  const [bars, facets] = await Promise.all([
    answered(lineBars(viewer, { filter, zone })),
    answered(listLineFacets(viewer, { by, filter, zone, limit: mostValues })),
  ]);
  const groups = (facets.value ?? []).flatMap(({ rows, distinct }, at): FacetGroup<LineKey>[] => {
    const field = narrowing[at];
    return field && isTelling(rows, filter, field) ? [{ field, heading: headings[field], rows, distinct }] : [];
  });
  return { bars: bars.value, groups, caveat: caveatOf(facets.value?.[0] ?? null) };
}

/** A key that says the same in every line narrows nothing, unless it is what the list was narrowed to. */
function isTelling(rows: LineFacet['rows'], { terms }: LineFilter, key: LineKey): boolean {
  return rows.length > 1 || (rows.length === 1 && terms.some((term) => 'field' in term && term.field.key === key));
}

function caveatOf(facet: LineFacet | null): string | null {
  if (!facet) return 'What the list is made of could not be counted in time. The list itself is whole.';
  return facet.since === null ? null : `Counted over the newest lines only, back to ${timeNoun(facet.since.slice(0, 10))}.`;
}

export function withoutTimes({ terms }: LineFilter): LineFilter {
  return { terms: terms.filter((term) => !('field' in term && term.field.key === 'created')) };
}

/** From one instant, included, to another, not. */
export function withinTimes(filter: LineFilter, from: string, to: string): LineFilter {
  return withTerm(withTerm(withoutTimes(filter), timeTerm('>=', from)), timeTerm('<', to));
}
