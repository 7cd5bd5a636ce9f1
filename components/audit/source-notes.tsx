import { SafeText } from '@/components/text';
import type { SourceReading } from '@/lib/audit';
import { formatTime } from '@/lib/time';
import styles from './source-notes.module.css';

/** Says of other teams' tables which gave no answer: their rows are missing, and that says nothing about what happened. */
export function SourceNotes({ sources, zone }: { sources: readonly SourceReading[]; zone: string }) {
  const silent = sources.filter(({ verdict }) => verdict === 'unavailable');
  const untold = sources.filter(({ verdict }) => verdict === 'not-recorded');
  if (silent.length + untold.length === 0) return null;
  return (
    <ul className={styles.notes} aria-label="Not in this list">
      {silent.map(({ name, why, since }) => (
        <li key={name} data-silent>
          <span aria-hidden="true">△ </span>
          Rows of{' '}
          <b>
            <SafeText text={name} />
          </b>{' '}
          are missing here: {why}
          {since && <>, since {formatTime(since, zone)}</>}. What happened there is not known.
        </li>
      ))}
      {untold.map(({ name, why }) => (
        <li key={name}>
          <b>
            <SafeText text={name} />
          </b>{' '}
          has no part in this list: {why}.
        </li>
      ))}
    </ul>
  );
}
