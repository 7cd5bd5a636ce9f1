import type { Ranked } from '@/components/table';
import type { Facet } from '@/lib/audit';

/** The values of a facet as rows that lead somewhere, under the names by which people know them. */
export function rankedBy(
  { rows }: Facet,
  hrefOf: (value: string) => string,
  names: ReadonlyMap<string, string> = new Map(),
): readonly Ranked[] {
  return rows.map(({ value, count }) => ({
    name: value === null ? 'not recorded' : (names.get(value) ?? value),
    href: value === null ? null : hrefOf(value),
    count,
  }));
}
