import { clockIn, relativeTo } from './clock';
import styles from './time-cell.module.css';

interface TimeCellProps {
  /** RFC 3339 in UTC with six decimals. */
  time: string;
  zone: string;
  /** With it, the distance stands beside the time. */
  now?: string;
  /** Digits of the second's fraction. */
  digits?: 0 | 3 | 6;
}

/** A time in the chosen zone; on hover and in the copy all of its digits, and UTC. */
export function TimeCell({ time, zone, now, digits = 3 }: TimeCellProps) {
  const relative = now === undefined ? null : relativeTo(time, now);
  return (
    <span className={styles.cell}>
      <time dateTime={time} title={`${clockIn(time, zone, 6)} ${zone}\n${time} UTC`} data-copy={time}>
        {clockIn(time, zone, digits)}
      </time>
      {relative && <span className={styles.relative}>{relative}</span>}
    </span>
  );
}
