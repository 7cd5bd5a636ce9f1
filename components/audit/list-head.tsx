import { SafeText } from '@/components/text';
import type { Filter, ParamProblem } from '@/lib/address';
import type { CappedCount } from '@/lib/audit';
import { countWords } from './count-words';
import styles from './list-head.module.css';

interface ListHeadProps {
  /** The question in words: "Failed actions by u_1 in October 2026, New York time". */
  sentence: string;
  /** Null where it could not be counted. */
  count: CappedCount | null;
  filter: Filter;
  problems: readonly ParamProblem[];
}

/** Every list opens with its question in words and its answer in number, and says what it did not understand. */
export function ListHead({ sentence, count, filter, problems }: ListHeadProps) {
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={sentence} />
        {count && <span className={styles.count}> {countWords(count)}</span>}
      </h1>
      <Misunderstood filter={filter} problems={problems} />
    </div>
  );
}

/** What the address holds and the page could not use, each with its reason. */
export function Misunderstood({ filter, problems }: Pick<ListHeadProps, 'filter' | 'problems'>) {
  const unreadable = filter.terms.flatMap((term) => (term.kind === 'unreadable' ? [term] : []));
  if (unreadable.length + problems.length === 0) return null;
  return (
    <ul className={styles.misunderstood} aria-label="Not understood">
      {unreadable.map(({ text, why }) => (
        <li key={text}>
          <span aria-hidden="true">△ </span>
          <code>
            <SafeText text={text} room={80} />
          </code>{' '}
          was not searched for: <SafeText text={why} />
        </li>
      ))}
      {problems.map(({ param, why }) => (
        <li key={param}>
          <span aria-hidden="true">△ </span>
          <SafeText text={why} />
        </li>
      ))}
    </ul>
  );
}
