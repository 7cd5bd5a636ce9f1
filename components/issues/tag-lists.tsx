import { SafeText } from '@/components/text';
import { type CommonParams, issuesHref, issueTerm } from '@/lib/address';
import type { IssueDetail } from '@/lib/issues';
import styles from './tag-lists.module.css';

/** What its events have in common and what not: each tag with its commonest values, which lead to the issues that share them. */
export function TagLists({ tags, params: { zone, data } }: Pick<IssueDetail, 'tags'> & { params: CommonParams }) {
  if (tags.length === 0) return <p className={styles.none}>Its events carry no tags.</p>;
  return (
    <dl className={styles.tags}>
      {tags.map(({ key, values }) => (
        <div key={key}>
          <dt>
            <SafeText text={key} room={40} />
          </dt>
          <dd>
            {values.map(({ value, events }) => (
              <span key={value}>
                <a href={issuesHref({ zone, data, filter: { terms: [issueTerm({ key: 'tag', path: [key] }, value)] } })}>
                  {value === '' ? <em>empty</em> : <SafeText text={value} room={60} />}
                </a>{' '}
                <span className={styles.count}>{events.toLocaleString('en')}</span>
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
