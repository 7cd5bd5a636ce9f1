import type { FacetGroup } from '@/components/audit';
import type { ColumnKey, Filter, ListParams } from '@/lib/address';
import { type Bars, barsFrom, type Facet, listFacet, listFacets } from '@/lib/audit';
import { timeNoun } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { answered } from './answered';

/** What a list is made of: its days as bars, its commonest values, and whether that is all of it. */
export interface Breakdown {
  readonly bars: Bars;
  readonly groups: readonly FacetGroup[];
  /** Why a part of it is missing, or of how much it is, in words. */
  readonly caveat: string | null;
}

const narrowing: readonly ColumnKey[] = ['actor', 'action', 'subject_type', 'outcome', 'org', 'source', 'feature'];
const mostValues = 8;
const mostDays = 1000;

/** What takes too long is left out and said: the list itself stands without it. */
export async function breakdown(viewer: Viewer, { filter, zone }: Pick<ListParams, 'filter' | 'zone'>): Promise<Breakdown> {
  const [days, columns] = await Promise.all([
    answered(listFacet(viewer, { by: 'day', filter, zone, limit: mostDays })),
    answered(listFacets(viewer, { by: narrowing.map((key) => ({ key })), filter, zone, limit: mostValues })),
  ]);
  const groups = (columns.value ?? []).flatMap(({ rows, distinct }, at): FacetGroup[] => {
    const field = narrowing[at];
    return field && isTelling(rows, filter, field) ? [{ field, rows, distinct }] : [];
  });
  const counted = (days.value?.rows ?? []).flatMap(({ value: day, count }) => (day === null ? [] : [{ day, count }]));
  return { bars: barsFrom(counted), groups, caveat: caveatOf(days.value && (columns.value?.[0] ?? null)) };
}

/** A column that says the same in every row narrows nothing, unless it is what the list was narrowed to. */
function isTelling(rows: Facet['rows'], { terms }: Filter, key: ColumnKey): boolean {
  return rows.length > 1 || (rows.length === 1 && terms.some((term) => 'field' in term && term.field.key === key));
}

function caveatOf(facet: Facet | null): string | null {
  if (facet && facet.missing.length > 0) return `Counted without ${facet.missing.join(', ')}, which gave no answer.`;
  if (!facet) return 'What the list is made of could not be counted in time. The list itself is whole.';
  return facet.since === null ? null : `Counted over the newest 100,000 actions, back to ${timeNoun(facet.since.slice(0, 10))}.`;
}
