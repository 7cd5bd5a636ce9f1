import type { ActionPage } from '@/lib/audit';

type Counted = Pick<ActionPage, 'count' | 'sources'>;

/** "1 action", "9,581 actions", "10,000+ actions"; "at least 3 actions" where a table gave no answer. */
export function countWords(page: Counted): string {
  const { value, capped } = page.count;
  const words = value === 1 && !capped ? '1 action' : `${value.toLocaleString('en')}${capped ? '+' : ''} actions`;
  return isPartial(page) ? `at least ${words}` : words;
}

/** "none failed", "12 failed"; nobody says "none" of what could not be looked at. */
export function failedWords(page: Counted): string {
  const { value, capped } = page.count;
  const least = isPartial(page) ? 'at least ' : '';
  return value === 0 && least === '' ? 'none failed' : `${least}${value.toLocaleString('en')}${capped ? '+' : ''} failed`;
}

/** Whether a table of another team gave no answer, so that nothing may be said of the whole. */
export function isPartial({ sources }: Pick<ActionPage, 'sources'>): boolean {
  return sources.some(({ verdict }) => verdict === 'unavailable');
}
