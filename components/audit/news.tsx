import { TimeCell } from '@/components/text';
import { auditHref, type CommonParams, type Filter } from '@/lib/address';
import type { CappedCount } from '@/lib/audit';
import styles from './news.module.css';

/** What of a list is newer than the last look of whoever sees it. */
export interface News {
  readonly since: string;
  readonly newer: Counted;
  /** Recorded since, but about earlier times. Null where it could not be counted. */
  readonly late: Counted | null;
  /** True where a table of another team gave no answer. */
  readonly isPartial: boolean;
}

interface Counted {
  readonly filter: Filter;
  readonly count: CappedCount;
}

/** "Since you last looked, 2 hours ago: 12 newer, and 3 recorded late." */
export function NewsLine({ news: { since, newer, late, isPartial }, params, now }: { news: News; params: CommonParams; now: string }) {
  return (
    <p className={styles.line}>
      Since you last looked, <TimeCell time={since} zone={params.zone} now={now} />:{' '}
      {newer.count.value === 0 ? (
        'nothing newer'
      ) : (
        <a href={auditHref({ ...params, filter: newer.filter })}>{numberOf(newer.count)} newer</a>
      )}
      {late && late.count.value > 0 && (
        <>
          , and <a href={auditHref({ ...params, filter: late.filter })}>{numberOf(late.count)} recorded late</a>, about earlier times
        </>
      )}
      {isPartial && ', in the tables that answered'}.
    </p>
  );
}

/** The mark between rows that are newer and those that were there at the last look. */
export function NewsMark({ news: { newer }, span }: { news: News; span: number }) {
  return (
    <tbody>
      <tr className={styles.mark}>
        <td colSpan={span}>{numberOf(newer.count)} newer than your last look</td>
      </tr>
    </tbody>
  );
}

function numberOf({ value, capped }: CappedCount): string {
  return `${value.toLocaleString('en')}${capped ? '+' : ''}`;
}
