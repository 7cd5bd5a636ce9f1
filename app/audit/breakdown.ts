import type { FacetGroup } from '@/components/audit';
import type { ColumnKey, Filter, ListParams } from '@/lib/address';
import { type Bars, barsFrom, type Facet, listFacets } from '@/lib/audit';
import { log } from '@/lib/telemetry';
import { timeNoun } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { answered } from './answered';

/** What a list is made of: its days as bars, its commonest values, and whether that is all of it. */
export interface Breakdown {
  readonly bars: Bars;
  readonly groups: readonly FacetGroup<ColumnKey>[];
  /** Why a part of it is missing, or of how much it is, in words. */
  readonly caveat: string | null;
}

const headings = {
  actor: 'Who',
  action: 'Did what',
  subject_type: 'To what kind',
  outcome: 'Outcome',
  org: 'Organisation',
  source: 'Source',
  feature: 'Feature',
} as const satisfies Partial<Record<ColumnKey, string>>;

const narrowing = Object.keys(headings) as (keyof typeof headings)[];
const mostValues = 8;
const mostDays = 1000;

/** The list stands without it, so that whatever goes wrong is left out and said. */
export function breakdown(viewer: Viewer, params: Pick<ListParams, 'filter' | 'zone'>): Promise<Breakdown> {
  return madeOf(viewer, params).catch((error: unknown) => {
    log('error', 'what a list is made of was not counted', { error });
    return { bars: barsFrom([]), groups: [], caveat: notCounted };
  });
}

async function madeOf(viewer: Viewer, { filter, zone }: Pick<ListParams, 'filter' | 'zone'>): Promise<Breakdown> {
  const by = ['day' as const, ...narrowing.map((key) => ({ key }))];
  const { value } = await answered(listFacets(viewer, { by, filter, zone, limit: mostValues, days: mostDays }));
  const [days, ...columns] = value ?? [];
  const groups = columns.flatMap(({ rows, distinct }, at): FacetGroup<ColumnKey>[] => {
    const field = narrowing[at];
    return field && isTelling(rows, filter, field) ? [{ field, heading: headings[field], rows, distinct }] : [];
  });
  const counted = (days?.rows ?? []).flatMap(({ value: day, count }) => (day === null ? [] : [{ day, count }]));
  return { bars: barsFrom(counted), groups, caveat: caveatOf(days ?? null) };
}

const notCounted = 'What the list is made of could not be counted in time. The list itself is whole.';

/** A column that says the same in every row narrows nothing, unless it is what the list was narrowed to. */
function isTelling(rows: Facet['rows'], { terms }: Filter, key: ColumnKey): boolean {
  return rows.length > 1 || (rows.length === 1 && terms.some((term) => 'field' in term && term.field.key === key));
}

function caveatOf(facet: Facet | null): string | null {
  if (facet && facet.missing.length > 0) return `Counted without ${facet.missing.join(', ')}, which gave no answer.`;
  if (!facet) return notCounted;
  return facet.since === null ? null : `Counted over the newest 100,000 actions, back to ${timeNoun(facet.since.slice(0, 10))}.`;
}
