import { LevelMark } from '@/components/logs';
import { SafeText } from '@/components/text';
import type { IssueDetail } from '@/lib/issues';
import { issueSentence } from '@/lib/sentence';
import styles from './issue-head.module.css';
import { projectName } from './project-name';
import { StateMark } from './state-mark';

interface IssueHeadProps {
  issue: IssueDetail;
  zone: string;
  now: string;
  /** Where the replay of the event that is shown can be watched. */
  replayHref: string | null;
}

/** What broke, how often, to how many, since when, and whether it is over. */
export function IssueHead({ issue, zone, now, replayHref }: IssueHeadProps) {
  const { title, short_id: shortId, culprit, level, project, permalink } = issue;
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={title === '' ? 'An error without a message' : title} room={300} />
      </h1>
      <p className={styles.told}>{issueSentence(issue, { now, zone })}</p>
      <p className={styles.marks}>
        <StateMark issue={issue} />
        <LevelMark level={level} />
        {shortId !== null && (
          <code>
            <SafeText text={shortId} room={60} />
          </code>
        )}
        {culprit !== null && (
          <span>
            in <SafeText text={culprit} room={120} />
          </span>
        )}
        <span>
          of project <SafeText text={projectName(project)} room={60} />
        </span>
        {permalink !== null && (
          <a href={permalink} rel="noreferrer">
            Open in Sentry
          </a>
        )}
        {replayHref !== null && (
          <a href={replayHref} rel="noreferrer">
            Watch the replay
          </a>
        )}
      </p>
    </div>
  );
}
