import { Refused } from '@/components/audit';
import { Empty } from '@/components/state';
import { type IssueListParams, issuesHref, screenHref } from '@/lib/address';
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
  /** Where issues are looked up, if not here. */
  place: string | null;
  now: string;
}

/** Issues in the order that was asked for, or why there are none. */
export function IssueList({ page, refusal, address, caption, place, now }: IssueListProps) {
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
        <NoIssues isWhole={page.caveats.length === 0} address={address} place={place} />
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
  place: string | null;
}

/** Only where all was searched may it be said that nothing is there. */
function NoIssues({ isWhole, address: { filter, zone, data }, place }: NoIssuesProps) {
  if (!isWhole) {
    return (
      <Empty title="Nothing matches in what could be searched">
        <p>That is not all there is. Look again later, or narrow the question down.</p>
      </Empty>
    );
  }
  if (filter.terms.length === 0 && place !== null) {
    return (
      <Empty title="Sentry has no issue to show">
        <p>
          <code>{place}</code> was asked, and answered: no issue that you may see was seen there in the last 90 days. If that is not what
          you expect, look at the projects, environments and tag of organisations that are asked, under{' '}
          <a href={screenHref('/settings/sources', { zone, data })}>Settings → Sources</a>.
        </p>
      </Empty>
    );
  }
  if (filter.terms.length === 0) return <FirstErrors />;
  return (
    <Empty title={`Nothing matches, in all issues that ${place === null ? 'are kept' : 'Sentry has'} and that you may see`}>
      <p>
        {place === null ? 'Everything kept was searched.' : 'Sentry was asked for its last 90 days, and answered.'} Take a part out of the
        question, or look whether an ID is whole.
      </p>
      <p>
        <a href={issuesHref({ zone, data })}>All issues</a>
      </p>
    </Empty>
  );
}
