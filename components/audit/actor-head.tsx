import { SafeText, TimeCell } from '@/components/text';
import type { Action, CappedCount } from '@/lib/audit';
import { ActorMark } from './actor-mark';
import { countWords } from './count-words';
import styles from './subject-head.module.css';

interface ActorHeadProps {
  id: string;
  count: CappedCount;
  failed: CappedCount;
  first: Action;
  last: Action;
  zone: string;
  now: string;
}

/** "What did they do?", and the answer in a line each: how much, what of it failed, from when to when. */
export function ActorHead({ id, count, failed, first, last, zone, now }: ActorHeadProps) {
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
          {countWords(count)},{' '}
          {failed.value === 0 ? 'none failed' : `${failed.value.toLocaleString('en')}${failed.capped ? '+' : ''} failed`}
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
