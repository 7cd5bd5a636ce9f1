import { Refused } from '@/components/audit';
import { Empty } from '@/components/state';
import { type IssueListParams, issuesHref } from '@/lib/address';
import type { IssuePage } from '@/lib/issues';
import { Caveats } from './caveats';
import { FirstErrors } from './first-errors';
import styles from './issue-list.module.css';
import { IssueTable } from './issue-table';

interface IssueListProps {
  /** Null where it was refused. */
  page: IssuePage | null;
  refusal: string | null;
  address: IssueListParams;
  caption: string;
  now: string;
}

/** Issues in the order that was asked for, or why there are none. */
export function IssueList({ page, refusal, address, caption, now }: IssueListProps) {
  if (!page) return <Refused why={refusal ?? ''} />;
  const { filter, zone, data, sort, after } = address;
  return (
    <div className={styles.list}>
      <Caveats caveats={page.caveats} />
      {page.rows.length > 0 ? (
        <IssueTable
          issues={page.rows}
          params={{ zone, data }}
          filter={filter}
          caption={caption}
          now={now}
          sorted={{ by: sort, hrefOf: (by) => issuesHref({ ...address, sort: by, after: null }) }}
        />
      ) : (
        <NoIssues isWhole={page.caveats.length === 0} address={address} />
      )}
      {(page.next !== null || after !== null) && (
        <nav className={styles.pager} aria-label="Pages">
          {after === null ? <span>The first page</span> : <a href={issuesHref({ ...address, after: null })}>← From the beginning</a>}
          {page.next === null ? (
            <span>Nothing further</span>
          ) : (
            <a href={issuesHref({ ...address, after: page.next })} rel="next">
              Further →
            </a>
          )}
        </nav>
      )}
    </div>
  );
}

interface NoIssuesProps {
  isWhole: boolean;
  address: IssueListParams;
}

/** Only where all was searched may it be said that nothing is there. */
function NoIssues({ isWhole, address: { filter, zone, data } }: NoIssuesProps) {
  if (!isWhole) {
    return (
      <Empty title="Nothing matches in what could be searched">
        <p>That is not all there is. Look again later, or narrow the question down.</p>
      </Empty>
    );
  }
  if (filter.terms.length === 0) return <FirstErrors />;
  return (
    <Empty title="Nothing matches, in all issues that are kept and that you may see">
      <p>Everything kept was searched. Take a part out of the question, or look whether an ID is whole.</p>
      <p>
        <a href={issuesHref({ zone, data })}>All issues</a>
      </p>
    </Empty>
  );
}
