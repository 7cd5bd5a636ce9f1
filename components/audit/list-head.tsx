import type { ReactNode } from 'react';
import { SafeText } from '@/components/text';
import type { UnreadableTerm } from '@/lib/address';
import type { CappedCount } from '@/lib/audit';
import styles from './list-head.module.css';

interface ListHeadProps {
  /** The question in words: "Failed actions by u_1 in October 2026, New York time". */
  sentence: string;
  count: CappedCount | null;
  unreadable?: readonly UnreadableTerm[];
  /** What else the page has to say about the question, such as a zone that does not exist. */
  children?: ReactNode;
}

/** Every list opens with its question in words and its answer in number, and says what it did not understand. */
export function ListHead({ sentence, count, unreadable = [], children }: ListHeadProps) {
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={sentence} />
        {count && <span className={styles.count}> {countWords(count)}</span>}
      </h1>
      {unreadable.map((term) => (
        <p key={term.text} className={styles.unreadable}>
          <span aria-hidden="true">△ </span>
          <code>
            <SafeText text={term.text} room={80} />
          </code>{' '}
          was not searched for: {term.why}
        </p>
      ))}
      {children}
    </div>
  );
}

export function countWords({ value, capped }: CappedCount): string {
  const number = `${value.toLocaleString('en')}${capped ? '+' : ''}`;
  return value === 1 && !capped ? '1 action' : `${number} actions`;
}
