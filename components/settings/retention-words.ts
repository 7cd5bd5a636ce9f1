import type { Expiry } from '@/lib/retention';

/** How many are older: of very many only the oldest were counted. */
export function countOf({ expired, isCapped }: Expiry): string {
  return isCapped ? `more than ${(expired - 1).toLocaleString('en')}` : expired.toLocaleString('en');
}

export function daysWords(days: number): string {
  return `${days.toLocaleString('en')} ${days === 1 ? 'day' : 'days'}`;
}

/** Why some of what is old enough stays. */
export function staysWords({ held, notSealed, notPublished }: Expiry): string {
  const reasons = [
    [held, 'under a legal hold'],
    [notSealed, 'not sealed yet'],
    [notPublished, 'in no published checkpoint yet'],
  ] as const;
  return reasons.flatMap(([count, why]) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${why}`])).join(', ') || 'none';
}
