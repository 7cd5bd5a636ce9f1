import { TimeCell } from '@/components/text';
import { type CommonParams, verificationHref } from '@/lib/address';
import type { SealState } from '@/lib/seal';
import { formatTime } from '@/lib/time';
import styles from './evidence.module.css';
import { SealMark } from './seal-mark';
import { lagWords, lastOutside, outcomeWords, placeName } from './seal-words';

interface SealLineProps {
  state: SealState;
  params: Partial<CommonParams>;
  zone: string;
  now: string;
}

/** How the evidence stands, in a line; what is wrong with it, in words. */
export function SealLine({ state, params, zone, now }: SealLineProps) {
  const { sealedUntil, trouble, verdict, lagMs, verifications } = state;
  const failing = state.places.filter((place) => place.trouble !== null);
  const outside = lastOutside(state);
  const last = verifications.find(({ finishedAt }) => finishedAt !== null);
  return (
    <>
      <div className={styles.line}>
        <SealMark verdict={verdict} />
        <span>
          {sealedUntil === null ? 'Nothing is sealed yet' : `Sealed until ${formatTime(sealedUntil, zone)}`}, {lagWords(lagMs)}
        </span>
        <span>
          {outside?.publishedAt ? (
            <>
              last outside checkpoint: {placeName(outside.name)}, <TimeCell time={outside.publishedAt} zone={zone} now={now} />
            </>
          ) : (
            'nothing is published outside'
          )}
        </span>
        {last && (
          <span>
            last verification: <a href={verificationHref(last.id, params)}>{outcomeWords(last)}</a>
          </span>
        )}
      </div>
      {trouble !== null && (
        <p role="alert" className={styles.trouble}>
          <span aria-hidden="true">△ </span>
          {trouble}
        </p>
      )}
      {failing.map((place) => (
        <p key={place.name} role="status" className={styles.warning}>
          {placeName(place.name)} cannot be published to: {place.trouble}.
        </p>
      ))}
    </>
  );
}
