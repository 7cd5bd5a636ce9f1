import { SafeText } from '@/components/text';
import type { Lane } from '@/lib/story';
import styles from './hops.module.css';
import { laneOf } from './lane-of';
import lanesStyles from './lanes.module.css';

interface HopsProps {
  lanes: readonly Lane[];
  /** The one that is looked at alone. */
  chosen: string | null;
  /** The story of one service, or of all. */
  hrefOf: (service: string | null) => string;
}

/** The services in the order in which they first said something. Each leads to what it said alone. */
export function Hops({ lanes, chosen, hrefOf }: HopsProps) {
  if (lanes.length === 0) return null;
  return (
    <ol className={`${styles.hops} ${lanesStyles.lanes}`} aria-label="Services, in the order of their first words">
      {lanes.map(({ service, count, errors }, at) => (
        <li key={service} data-lane={laneOf(at)}>
          <a href={hrefOf(service === chosen ? null : service)} aria-current={service === chosen || undefined}>
            <SafeText text={service} room={32} /> <small>{count.toLocaleString('en')}</small>
          </a>
          {errors > 0 && <span className={styles.errors}> ✕ {errors === 1 ? '1 error' : `${errors.toLocaleString('en')} errors`}</span>}
        </li>
      ))}
      {chosen !== null && (
        <li>
          <a href={hrefOf(null)}>all services</a>
        </li>
      )}
    </ol>
  );
}
