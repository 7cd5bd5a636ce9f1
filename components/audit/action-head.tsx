import { Identifier, OutcomeMark, SafeText, TimeCell } from '@/components/text';
import type { ActionDetail } from '@/lib/audit';
import type { Known } from '@/lib/sentence';
import styles from './action-head.module.css';
import type { Links } from './links';
import { Sentence } from './sentence';

interface ActionHeadProps {
  action: ActionDetail;
  known: Known;
  /** Why, in the words of whoever did it. */
  reason: string | null;
  zone: string;
  now: string;
  links: Links;
}

/** One action as a sentence: who did what to what; what its source calls it, when it was, how it ended, and why. */
export function ActionHead({ action, known, reason, zone, now, links }: ActionHeadProps) {
  return (
    <div className={styles.head}>
      <h1>
        <Sentence action={action} known={known} links={links} />
      </h1>
      <p className={styles.when}>
        <Identifier text={action.action} href={links.only('action', action.action)} room={80} /> ·{' '}
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
