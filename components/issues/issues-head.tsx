import { Misunderstood } from '@/components/audit';
import { SafeText } from '@/components/text';
import { type IssuesAddress, issueGrammar, issuesHref, parseFilter } from '@/lib/address';
import type { IssuePage } from '@/lib/issues';
import { countWords } from './count-words';
import styles from './issues-head.module.css';

interface IssuesHeadProps {
  /** The question in words. */
  sentence: string;
  /** Null where it could not be answered. */
  page: Pick<IssuePage, 'count'> | null;
  address: IssuesAddress;
}

/** The question in words and its answer in number, and what was not understood. */
export function IssuesHead({ sentence, page, address }: IssuesHeadProps) {
  const { filter, problems, zone, data } = address;
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={sentence} />
        {page?.count && <span className={styles.count}> {countWords(page.count, 'issue', 'issues')}</span>}
      </h1>
      <Misunderstood
        filter={filter}
        problems={problems}
        mendedHref={(text) => issuesHref({ filter: parseFilter(text, issueGrammar), zone, data })}
      />
    </div>
  );
}
