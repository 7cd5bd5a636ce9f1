import type { CappedCount } from '@/lib/audit';

/** "1 action", "9,581 actions", "10,000+ actions" */
export function countWords({ value, capped }: CappedCount): string {
  return value === 1 && !capped ? '1 action' : `${value.toLocaleString('en')}${capped ? '+' : ''} actions`;
}
