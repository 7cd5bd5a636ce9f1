import { Empty } from '@/components/state';
import { SafeText, TimeCell } from '@/components/text';
import { exportHref } from '@/lib/address';
import type { ExportRecord } from '@/lib/export';
import styles from './export-table.module.css';
import { StateMark } from './state-mark';
import { formatWords, maskingWords } from './words';

interface ExportTableProps {
  /** The newest first. */
  exports: readonly ExportRecord[];
  zone: string;
}

/** Everything that was taken away as a file: who, what, why, how many, and whether it came to its end. */
export function ExportTable({ exports, zone }: ExportTableProps) {
  if (exports.length === 0) {
    return (
      <Empty title="Nothing was exported yet">
        <p>
          Each list of actions has “Export” beside it: as CSV, JSON Lines, Parquet or OCSF, as a report for paper, or as a bundle, which
          proves itself.
        </p>
      </Empty>
    );
  }
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">Exports, the newest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Why</th>
          <th scope="col">As</th>
          <th scope="col" className={styles.number}>
            Actions
          </th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {exports.map((one) => (
          <tr key={one.id} data-row>
            <td data-label="When">
              <TimeCell time={one.askedAt} zone={zone} />
            </td>
            <td data-label="Who">
              <SafeText text={one.viewer.label} room={40} />
            </td>
            <th scope="row">
              <a href={exportHref(one.id, { zone })}>
                <SafeText text={one.words} room={120} />
              </a>
              {one.viewer.sees === 'sample' && <span className={styles.quiet}> sample data</span>}
            </th>
            <td data-label="Why">
              {one.reason === null ? <span className={styles.quiet}>not said</span> : <SafeText text={one.reason} room={120} />}
            </td>
            <td data-label="As">
              {formatWords[one.format].split(',')[0]}
              {one.masking !== 'none' && <span className={styles.quiet}> {maskingWords[one.masking].toLowerCase()}</span>}
            </td>
            <td data-label="Actions" className={styles.number}>
              {rowsOf(one)}
            </td>
            <td data-label="State">
              <StateMark state={one.state} />
              {one.why !== null && (
                <span className={styles.quiet}>
                  {' '}
                  <SafeText text={one.why} room={80} />
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function rowsOf({ state, rows, expected }: ExportRecord): string {
  const of = expected.toLocaleString('en');
  return state === 'whole' || state === 'asked' ? of : `${rows.toLocaleString('en')} of ${of}`;
}
