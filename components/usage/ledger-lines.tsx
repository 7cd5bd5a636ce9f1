import { Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import type { LedgerRow } from '@/lib/ledger';
import { costWords } from './cost-words';
import styles from './ledger-lines.module.css';
import { counted } from './names';
import { VerdictMark } from './verdict-mark';

interface LedgerLinesProps {
  rows: readonly LedgerRow[];
  hrefOf: (feature: string) => string;
}

/** A few features as lines, for where a table would be too much. */
export function LedgerLines({ rows, hrefOf }: LedgerLinesProps) {
  return (
    <Packed>
      <ul className={styles.lines}>
        {rows.map(({ feature, verdict, place, use, cost }) => (
          <li key={feature}>
            <a className={styles.title} href={hrefOf(feature)}>
              <SafeText text={feature} room={60} />
            </a>{' '}
            <VerdictMark verdict={verdict} />
            {place === 'retire' && <strong> · little used, and costly</strong>}
            {place === 'fix' && <strong> · much used, and costly</strong>}
            <span className={styles.below}>
              {use && `${counted(use.users, 'person', 'people')}, before ${use.before.users.toLocaleString('en')} · `}
              {costWords(cost)}
            </span>
          </li>
        ))}
      </ul>
    </Packed>
  );
}
