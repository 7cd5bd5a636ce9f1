import { formatTime, formatTimeInFull, relativeTime } from '@/lib/time';
import styles from './time-cell.module.css';

interface TimeCellProps {
  /** RFC 3339 in UTC with six decimals. */
  time: string;
  zone: string;
  /** With it, the distance stands beside the time. */
  now?: string;
}

/** A time in the chosen zone; on hover all of its digits and UTC, which is also what is copied. */
export function TimeCell({ time, zone, now }: TimeCellProps) {
  return (
    <span className={styles.cell}>
      <time dateTime={time} title={formatTimeInFull(time, zone)} data-copy="">
        {formatTime(time, zone)}
      </time>
      {now !== undefined && <span className={styles.relative}>{relativeTime(time, now)}</span>}
    </span>
  );
}
