import { UnreadableParts } from '@/components/search';
import { SafeText } from '@/components/text';
import type { CommonParams, Filter, ParamProblem } from '@/lib/address';
import type { ActionPage } from '@/lib/audit';
import { countWords } from './count-words';
import styles from './list-head.module.css';

interface ListHeadProps {
  /** The question in words: "Failed actions by u_1 in October 2026, New York time". */
  sentence: string;
  /** Null where it could not be counted. */
  page: Pick<ActionPage, 'count' | 'sources'> | null;
  filter: Filter;
  problems: readonly ParamProblem[];
  /** What a mended search keeps. */
  params?: CommonParams | undefined;
}

/** Every list opens with its question in words and its answer in number, and says what it did not understand. */
export function ListHead({ sentence, page, filter, problems, params }: ListHeadProps) {
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={sentence} />
        {page && <span className={styles.count}> {countWords(page)}</span>}
      </h1>
      <Misunderstood filter={filter} problems={problems} params={params} />
    </div>
  );
}

interface MisunderstoodProps extends Pick<ListHeadProps, 'problems' | 'params'> {
  filter: Filter<string, string>;
  /** Where a mended text leads, where it does not lead to a list of actions. */
  mendedHref?: (text: string) => string;
}

/** What the address holds and the page could not use, each with its reason. */
export function Misunderstood({ filter, problems, params, mendedHref }: MisunderstoodProps) {
  return (
    <>
      <UnreadableParts filter={filter} params={params} mendedHref={mendedHref} />
      {problems.length > 0 && (
        <ul className={styles.misunderstood} aria-label="Not understood in the address">
          {problems.map(({ param, why }) => (
            <li key={param}>
              <span aria-hidden="true">△ </span>
              <SafeText text={why} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
