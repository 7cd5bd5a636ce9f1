import { SafeText } from '@/components/text';
import { formatTimeInFull } from '@/lib/time';
import styles from './print-note.module.css';

interface PrintNoteProps {
  /** Who was shown it, and when. */
  who: string;
  at: string;
  zone: string;
  /** The search as it is typed, and how much of its answer this page is. */
  query?: string;
  count?: string;
  /** The whole address of what is shown. */
  link: string;
}

/** Only on paper, which is read without the screen that it comes from: whose look it was, at what, when, and where it can be seen. */
export function PrintNote({ who, at, zone, query = '', count, link }: PrintNoteProps) {
  return (
    <dl className={styles.note}>
      <div>
        <dt>As it stood</dt>
        <dd>{formatTimeInFull(at, zone)}</dd>
      </div>
      <div>
        <dt>Printed by</dt>
        <dd>
          <SafeText text={who} />
        </dd>
      </div>
      {count !== undefined && (
        <div>
          <dt>Holds</dt>
          <dd>{count}</dd>
        </div>
      )}
      {query !== '' && (
        <div>
          <dt>Search</dt>
          <dd>
            <SafeText text={query} />
          </dd>
        </div>
      )}
      <div>
        <dt>Address</dt>
        <dd>{link}</dd>
      </div>
    </dl>
  );
}
