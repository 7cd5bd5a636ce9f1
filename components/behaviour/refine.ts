import type { Way } from './refined-href';

/**
 * Narrows the list by what is focused: a value of a facet (`data-refines`), which has its links beside it, or a cell of a row,
 * which says in `data-term` what it would be searched for by.
 */
export function refineByFocus(way: Way): boolean {
  const link = document.activeElement?.closest('[data-refines]')?.querySelector<HTMLAnchorElement>(`a[data-refine="${way}"]`);
  if (link) link.click();
  const part = document.activeElement?.closest<HTMLElement>('[data-term]')?.dataset.term;
  if (part) void import('./refined-href').then(({ refinedHref }) => window.location.assign(refinedHref(window.location.href, part, way)));
  return Boolean(link || part);
}
