import { formatTime, formatTimeInFull, relativeTime } from '@/lib/time';
import styles from './issue-table.module.css';

interface SeenAtProps {
  time: string | null;
  zone: string;
  /** With it, the distance stands below the time. */
  now?: string;
}

/** To the minute, which is what a list needs; all of it on hover. */
export function SeenAt({ time, zone, now }: SeenAtProps) {
  if (time === null) return <span className={styles.soft}>not told</span>;
  return (
    <>
      <time dateTime={time} title={formatTimeInFull(time, zone)}>
        {formatTime(time, zone).replace(/:\d\d\.\d{3}$/, '')}
      </time>
      {now !== undefined && <small className={styles.soft}> {relativeTime(time, now)}</small>}
    </>
  );
}
