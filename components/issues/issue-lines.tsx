import { Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import { type CommonParams, issueHref } from '@/lib/address';
import type { Issue } from '@/lib/issues';
import { formatTimeInFull, relativeTime } from '@/lib/time';
import { countWords } from './count-words';
import styles from './issue-lines.module.css';
import { projectName } from './project-name';
import { StateMark, TrustMark } from './state-mark';

interface IssueLinesProps {
  issues: readonly Issue[];
  params: CommonParams;
  now: string;
}

/** A few issues as lines, for where a table would be too much. */
export function IssueLines({ issues, params: { zone, data }, now }: IssueLinesProps) {
  return (
    <Packed>
      <ul className={styles.lines}>
        {issues.map((issue) => (
          <li key={issue.id}>
            <a className={styles.title} href={issueHref({ id: issue.id, zone, data })}>
              <SafeText text={issue.title} room={96} />
            </a>{' '}
            <StateMark issue={issue} />
            <span className={styles.below}>
              {issue.users !== null && `${countWords(issue.users, 'person', 'people')} hit · `}
              {countWords(issue.events, 'event', 'events')} · <SafeText text={projectName(issue.project)} room={32} />
              {issue.last_seen !== null && (
                <>
                  {' · last '}
                  <time dateTime={issue.last_seen} title={formatTimeInFull(issue.last_seen, zone)}>
                    {relativeTime(issue.last_seen, now)}
                  </time>
                </>
              )}{' '}
              <TrustMark trust={issue.trust} />
            </span>
          </li>
        ))}
      </ul>
    </Packed>
  );
}
