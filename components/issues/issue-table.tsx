import type { ReactNode } from 'react';
import { LevelMark } from '@/components/logs';
import { SafeText } from '@/components/text';
import { type CommonParams, type IssueFilter, type IssueSort, issueHref, issuesHref, issueTerm, withTerm } from '@/lib/address';
import type { Issue } from '@/lib/issues';
import { countText, countWords } from './count-words';
import styles from './issue-table.module.css';
import { projectName } from './project-name';
import { SeenAt } from './seen-at';
import { StateMark, TrustMark } from './state-mark';
import { Trend } from './trend';

interface IssueTableProps {
  issues: readonly Issue[];
  params: CommonParams;
  /** What the values of an issue narrow. */
  filter: IssueFilter;
  caption: string;
  now: string;
  /** How the list is sorted, and where it is sorted otherwise. */
  sorted?: { readonly by: IssueSort; readonly hrefOf: (sort: IssueSort) => string };
}

/** One issue a row: what broke and where, its last days, how often, to how many, and when. */
export function IssueTable({ issues, params, filter, caption, now, sorted }: IssueTableProps) {
  const heading = (sort: IssueSort, words: string) => <Heading sort={sort} words={words} sorted={sorted} />;
  return (
    <table className={styles.issues} data-ledger>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" data-column="issue">
            Issue
          </th>
          <th scope="col" data-column="trend">
            14 days
          </th>
          {heading('events', 'Events')}
          {heading('users', 'People hit')}
          {heading('first', 'First seen')}
          {heading('last', 'Last seen')}
        </tr>
      </thead>
      <tbody>
        {issues.map((issue) => (
          <IssueRow key={issue.id} issue={issue} params={params} filter={filter} now={now} />
        ))}
      </tbody>
    </table>
  );
}

interface HeadingProps {
  sorted: IssueTableProps['sorted'];
  sort: IssueSort;
  words: string;
}

function Heading({ sort, words, sorted }: HeadingProps) {
  const isSorted = sorted?.by === sort;
  return (
    <th scope="col" data-column={sort} aria-sort={isSorted ? 'descending' : undefined}>
      {sorted ? (
        <a href={sorted.hrefOf(sort)}>
          {words}
          {isSorted && <span aria-hidden="true"> ↓</span>}
        </a>
      ) : (
        words
      )}
    </th>
  );
}

function IssueRow({
  issue,
  params: { zone, data },
  filter,
  now,
}: Omit<IssueTableProps, 'issues' | 'caption' | 'sorted'> & { issue: Issue }) {
  const { id, short_id: shortId, title, culprit, level, events, users } = issue;
  return (
    <tr data-row tabIndex={-1}>
      <td data-column="issue">
        <a className={styles.title} href={issueHref({ id, zone, data })} data-opens-row>
          <SafeText text={title === '' ? 'An error without a message' : title} room={140} />
        </a>{' '}
        <StateMark issue={issue} />
        <span className={styles.below}>
          {level !== null && level !== 'error' && <LevelMark level={level} />}
          {shortId !== null && (
            <code>
              <SafeText text={shortId} room={40} />
            </code>
          )}
          {culprit !== null && <SafeText text={culprit} room={80} />}
          <TrustMark trust={issue.trust} />
        </span>
        <Places issue={issue} hrefOf={(key, value) => issuesHref({ zone, data, filter: withTerm(filter, issueTerm(key, value)) })} />
      </td>
      <td data-column="trend">
        <Trend trend={issue.trend} />
      </td>
      <td data-column="events">
        {countText(events)}
        <span className={styles.unit}>{countWords(events, 'event', 'events').replace(/^\S+/, '')}</span>
      </td>
      <td data-column="users">
        {users === null ? <span className={styles.soft}>not told</span> : countText(users)}
        <span className={styles.unit}>
          {users === null ? ' whom it hit' : countWords(users, 'person hit', 'people hit').replace(/^\S+/, '')}
        </span>
      </td>
      <td data-column="first">
        <span className={styles.unit}>first </span>
        <SeenAt time={issue.first_seen} zone={zone} />
      </td>
      <td data-column="last">
        <span className={styles.unit}>last </span>
        <SeenAt time={issue.last_seen} zone={zone} now={now} />
      </td>
    </tr>
  );
}

type PlaceKey = 'project' | 'feature' | 'release' | 'environment';

const mostValues = 2;

/** Project, features, releases and environments, each of which narrows the list to it. */
function Places({ issue, hrefOf }: { issue: Issue; hrefOf: (key: PlaceKey, value: string) => string }) {
  const places: readonly (readonly [PlaceKey, readonly string[]])[] = [
    ['project', [issue.project]],
    ['feature', issue.features],
    ['release', issue.releases],
    ['environment', issue.environments],
  ];
  return (
    <span className={styles.below}>
      {places.flatMap(([key, values]): ReactNode[] =>
        values.length === 0
          ? []
          : [
              <span key={key}>
                {key}{' '}
                {values.slice(0, mostValues).map((value, at) => (
                  <span key={value}>
                    {at > 0 && ', '}
                    <a href={hrefOf(key, value)}>
                      <SafeText text={key === 'project' ? projectName(value) : value} room={32} />
                    </a>
                  </span>
                ))}
                {values.length > mostValues && ` and ${values.length - mostValues} more`}
              </span>,
            ],
      )}
    </span>
  );
}
