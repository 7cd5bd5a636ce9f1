import { TimeCell } from '@/components/text';
import type { SignedCheckpoint } from '@/lib/seal';
import styles from './evidence.module.css';

interface CheckpointTableProps {
  checkpoints: readonly SignedCheckpoint[];
  zone: string;
}

/** The latest checkpoints, each with its text, to be compared with what somebody else holds. */
export function CheckpointTable({ checkpoints, zone }: CheckpointTableProps) {
  if (checkpoints.length === 0) return <p>None was signed yet.</p>;
  return (
    <div className={styles.room}>
      <table className={styles.table}>
        <caption className="visually-hidden">The latest checkpoints</caption>
        <thead>
          <tr>
            <th scope="col">Leaves</th>
            <th scope="col">Signed</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {checkpoints.map(({ size, note, signedAt }) => (
            <tr key={size}>
              <td data-number data-label="Leaves">
                {size.toLocaleString('en')}
              </td>
              <td data-label="Signed">
                <TimeCell time={signedAt} zone={zone} />
              </td>
              <td data-label="Text">
                <details>
                  <summary>
                    <code>{note.split('\n')[2]?.slice(0, 12)}…</code>
                  </summary>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
                  <pre className={styles.note} tabIndex={0}>
                    {note}
                  </pre>
                  <button type="button" data-copy={note} data-quiet>
                    Copy<span className="visually-hidden"> the checkpoint of {size} leaves</span>
                  </button>
                </details>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
