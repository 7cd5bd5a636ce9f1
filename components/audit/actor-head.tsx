import { SafeText, TimeCell } from '@/components/text';
import type { Action, ActionPage } from '@/lib/audit';
import { ActorMark } from './actor-mark';
import { countWords, failedWords } from './count-words';
import styles from './subject-head.module.css';

interface ActorHeadProps {
  id: string;
  all: Pick<ActionPage, 'count' | 'sources'>;
  failed: Pick<ActionPage, 'count' | 'sources'>;
  first: Action;
  last: Action;
  zone: string;
  now: string;
}

/** "What did they do?", and the answer in a line each: how much, what of it failed, from when to when. */
export function ActorHead({ id, all, failed, first, last, zone, now }: ActorHeadProps) {
  const { actor_label: label, actor_type: type } = last;
  return (
    <div className={styles.head}>
      <h1>
        What did {label !== null && label !== id && <SafeText text={label} room={60} />}{' '}
        <span className={styles.id}>
          <SafeText text={id} />
        </span>{' '}
        do?
      </h1>
      <ul className={styles.answer}>
        <li>
          {countWords(all)}, {failedWords(failed)}
          {type !== null && (
            <>
              {' · '}
              <SafeText text={type} room={60} />
              <ActorMark type={type} />
            </>
          )}
        </li>
        <li>
          From <TimeCell time={first.created_at} zone={zone} /> to <TimeCell time={last.created_at} zone={zone} now={now} />
        </li>
      </ul>
    </div>
  );
}
