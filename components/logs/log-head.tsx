import { Misunderstood } from '@/components/audit';
import { SafeText } from '@/components/text';
import { type LinesAddress, lineGrammar, linesHref, parseFilter } from '@/lib/address';
import type { LinePage } from '@/lib/logs';
import styles from './log-head.module.css';

interface LogHeadProps {
  /** The question in words. */
  sentence: string;
  /** Null where it could not be answered. */
  page: Pick<LinePage, 'count'> | null;
  address: LinesAddress;
}

/** The question in words and its answer in number, what was not understood, and the way to the newest lines as they arrive. */
export function LogHead({ sentence, page, address }: LogHeadProps) {
  const { filter, problems, isLive, zone, data } = address;
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={sentence} />
        {page && <span className={styles.count}> {lineWords(page)}</span>}
      </h1>
      <a className={styles.live} href={linesHref({ filter, zone, data, isLive: !isLive })} aria-current={isLive || undefined}>
        {isLive ? '■ Stop' : '▶ Live'}
      </a>
      <Misunderstood
        filter={filter}
        problems={problems}
        mendedHref={(text) => linesHref({ filter: parseFilter(text, lineGrammar), zone, data })}
      />
    </div>
  );
}

/** "1 line", "9,581 lines", "10,000+ lines", "none so far" */
function lineWords({ count: { value, capped } }: Pick<LinePage, 'count'>): string {
  if (value === 0 && capped) return 'none so far';
  return value === 1 && !capped ? '1 line' : `${value.toLocaleString('en')}${capped ? '+' : ''} lines`;
}
