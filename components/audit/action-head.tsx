import { OutcomeMark, SafeText, TimeCell } from '@/components/text';
import type { ActionDetail } from '@/lib/audit';
import styles from './action-head.module.css';
import { ActorCell } from './actor-cell';
import type { Links } from './links';
import { SubjectCell } from './subject-cell';

interface ActionHeadProps {
  action: ActionDetail;
  /** Why, in the words of whoever did it. */
  reason: string | null;
  zone: string;
  now: string;
  links: Links;
}

/** One action as a sentence: who did what to what, when, how it ended, and why. */
export function ActionHead({ action, reason, zone, now, links }: ActionHeadProps) {
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={action.action} />
      </h1>
      <p>
        by <ActorCell action={action} links={links} />
        {(action.subject_type !== null || action.subject_id !== null) && (
          <>
            {' on '}
            <SubjectCell action={action} links={links} />
          </>
        )}
      </p>
      <p className={styles.when}>
        <TimeCell time={action.created_at} zone={zone} now={now} /> · <OutcomeMark outcome={action.outcome} />
      </p>
      {reason !== null && (
        <blockquote className={styles.reason}>
          <SafeText text={reason} />
        </blockquote>
      )}
    </div>
  );
}
