import { CopyableLine, Empty } from '@/components/state';
import { Fields } from '@/components/table/fields';
import { Identifier, TimeCell } from '@/components/text';
import type { SealState } from '@/lib/seal';
import { durationWords, formatTime } from '@/lib/time';
import styles from './evidence.module.css';
import { SealMark } from './seal-mark';
import { countWords, lagWords, lastOutside, placeName } from './seal-words';

interface SealHeadProps {
  state: SealState;
  zone: string;
}

/** Until when everything is sealed, and what there is to know of it. */
export function SealHead({ state, zone }: SealHeadProps) {
  const { verdict, trouble, sealedUntil, size, lagMs, lateRows, origin, heldUpMs, unasked } = state;
  if (verdict === 'not-configured') return <NotConfigured size={size} />;
  const outside = lastOutside(state);
  return (
    <>
      <h1>{sealedUntil === null ? 'Nothing is sealed yet' : `Sealed until ${formatTime(sealedUntil, zone)}`}</h1>
      {trouble !== null && (
        <p role="alert" className={styles.trouble}>
          <span aria-hidden="true">△ </span>
          {trouble}
        </p>
      )}
      {heldUpMs !== null && heldUpMs > longMs && (
        <p role="status" className={styles.warning}>
          A transaction has been running for {durationWords(heldUpMs)}. What was committed since it began is sealed when it ends.
        </p>
      )}
      {unasked.map(({ name, trouble: why }) => (
        <p key={name} role="status" className={styles.warning}>
          {name.replace(/^source /, '')} could not be asked: {why}. Its rows are sealed when it answers.
        </p>
      ))}
      <Fields
        absent="Not there yet"
        fields={[
          ['State', <SealMark key="state" verdict={verdict} />],
          ['Lag', lagWords(lagMs)],
          ['Log', origin === null ? null : <Identifier key="origin" text={origin} room={60} />],
          ['Size', countWords(size, 'leaf', 'leaves')],
          [
            'Sealed late',
            lateRows === 0
              ? 'none'
              : `${countWords(lateRows, lateRows < mostLate ? 'row' : 'row or more', lateRows < mostLate ? 'rows' : 'rows or more')}, more than an hour after they say that they happened`,
          ],
          [
            'Last outside checkpoint',
            outside?.publishedAt ? (
              <span key="outside">
                {placeName(outside.name)}, <TimeCell time={outside.publishedAt} zone={zone} />
              </span>
            ) : (
              'none: nothing is published outside of this database'
            ),
          ],
        ]}
      />
    </>
  );
}

/** Nobody counts further. */
const mostLate = 100_000;
/** Longer than that is no usual transaction. */
const longMs = 300_000;

function NotConfigured({ size }: { size: number }) {
  return (
    <>
      <h1>Sealing is not configured</h1>
      <Empty title={size === 0 ? 'Nothing is sealed' : `Nothing more is sealed; the log has ${countWords(size, 'leaf', 'leaves')}`}>
        <p>
          With a key every action goes into a log whose checkpoints are signed, so that nobody can change an action afterwards without it
          being found. The key stands in <code>SEAL_KEY</code>, apart from the database and its backups.
        </p>
        <CopyableLine label="This makes one" line="openssl rand -base64 32" />
      </Empty>
    </>
  );
}
