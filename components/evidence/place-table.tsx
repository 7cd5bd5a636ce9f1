import { SafeText, TimeCell } from '@/components/text';
import type { PlaceState } from '@/lib/seal';
import styles from './evidence.module.css';
import { countWords, placeName } from './seal-words';

interface PlaceTableProps {
  places: readonly PlaceState[];
  /** Of the latest checkpoint. */
  size: number;
  zone: string;
}

/** Where checkpoints went, and what keeps one from going there. */
export function PlaceTable({ places, size, zone }: PlaceTableProps) {
  if (places.length === 0) {
    return (
      <p className={styles.warning}>
        Nothing is published. Whoever has this server and its key could sign another history: publish checkpoints into a folder on another
        machine, to a git remote, or to a witness (<code>SEAL_PUBLISH_FOLDER</code>, <code>SEAL_PUBLISH_GIT</code>,{' '}
        <code>SEAL_WITNESSES</code>).
      </p>
    );
  }
  return (
    <div className={styles.room}>
      <table className={styles.table}>
        <caption className="visually-hidden">Where checkpoints are published</caption>
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Last checkpoint</th>
            <th scope="col">When</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place.name}>
              <th scope="row">
                <SafeText text={placeName(place.name)} />
              </th>
              <td data-number data-label="Checkpoint">
                {place.size === null ? 'none' : countWords(place.size, 'leaf', 'leaves')}
              </td>
              <td data-label="When">{place.publishedAt === null ? 'never' : <TimeCell time={place.publishedAt} zone={zone} />}</td>
              <td data-label="State">
                <State place={place} size={size} zone={zone} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ place: { trouble, failingSince, size: given }, size, zone }: { place: PlaceState; size: number; zone: string }) {
  if (trouble !== null) {
    return (
      <span className={styles.mark} data-state="trouble">
        <span aria-hidden="true">△ </span>
        fails
        {failingSince !== null && (
          <>
            {' '}
            since <TimeCell time={failingSince} zone={zone} />
          </>
        )}
        : {trouble}
      </span>
    );
  }
  if (given === null) return <>not yet</>;
  return given === size ? (
    <span className={styles.mark}>
      <span aria-hidden="true">◆</span> has the latest
    </span>
  ) : (
    <>gets the latest within a minute</>
  );
}
