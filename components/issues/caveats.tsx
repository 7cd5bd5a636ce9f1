import { SafeText } from '@/components/text';
import type { Caveat } from '@/lib/reading';
import styles from './caveats.module.css';

/** Why this may not be all, or not the newest. */
export function Caveats({ caveats }: { caveats: readonly Caveat[] }) {
  return caveats.map(({ why }) => (
    <p key={why} className={styles.caveat} role="status">
      Not all is told: <SafeText text={why} room={300} />.
    </p>
  ));
}
