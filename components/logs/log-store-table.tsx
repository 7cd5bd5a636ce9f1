import { SafeText } from '@/components/text';
import type { LogStore } from '@/lib/logs';
import { timeNoun } from '@/lib/time';
import styles from './log-store-table.module.css';

interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
}

interface LogStoreTableProps {
  store: LogStore;
  retentionDays: number;
  counts: readonly { readonly title: string; readonly rows: readonly Counted[] }[];
}

/** What the kept lines take on the disk, day by day, how that grows, and what was refused. */
export function LogStoreTable({ store, retentionDays, counts }: LogStoreTableProps) {
  const used = store.days.filter(({ bytes, lines }) => (lines ?? 0) > 0 || bytes > emptyDayBytes);
  const recent = used.slice(-8, -1);
  const daily = recent.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, recent.length);
  return (
    <div className={styles.store}>
      <p>
        Lines are kept for {retentionDays} days after their arrival: {sizeWords(store.bytes)} now.{' '}
        {recent.length > 0 && (
          <>
            At {sizeWords(daily)} a day, as of late, that comes to {sizeWords(daily * retentionDays)}.
          </>
        )}
      </p>
      <table className={styles.table}>
        <caption>Days of arrival, in UTC</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Lines, about</th>
            <th scope="col">On the disk</th>
          </tr>
        </thead>
        <tbody>
          {used.toReversed().map(({ day, lines, bytes }) => (
            <tr key={day}>
              <th scope="row">{timeNoun(day)}</th>
              <td>{lines === null ? 'not counted yet' : Math.round(lines).toLocaleString('en')}</td>
              <td>{sizeWords(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {counts.map(({ title, rows }) => (
        <table key={title} className={styles.table}>
          <caption>{title}, by this instance since it was started</caption>
          <tbody>
            {rows.map(({ labels, count }) => (
              <tr key={JSON.stringify(labels)}>
                <th scope="row">
                  <SafeText text={Object.values(labels).join(' · ')} />
                </th>
                <td>{count.toLocaleString('en')}</td>
              </tr>
            ))}
            {rows.length === 0 && (
              <tr>
                <th scope="row">none</th>
              </tr>
            )}
          </tbody>
        </table>
      ))}
    </div>
  );
}

/** What Postgres takes for a day without lines: its indexes have a first page each. */
const emptyDayBytes = 200_000;

function sizeWords(bytes: number): string {
  const [size, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : bytes >= 1e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'KB'];
  return `${size.toLocaleString('en', { maximumFractionDigits: size < 10 ? 1 : 0 })} ${unit}`;
}
