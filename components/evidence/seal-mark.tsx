import type { SealState } from '@/lib/seal';
import styles from './evidence.module.css';

const shapes = { sealing: '◆', behind: '◇', failing: '△', refused: '△', 'not-configured': '–', beginning: '◇' } as const;
const words = {
  sealing: 'sealing',
  behind: 'behind',
  failing: 'not sealing',
  refused: 'not sealing',
  'not-configured': 'not configured',
  beginning: 'beginning',
} as const;

/** How sealing stands, as a word and a shape. */
export function SealMark({ verdict }: Pick<SealState, 'verdict'>) {
  const state =
    verdict === 'failing' || verdict === 'refused' ? 'trouble' : verdict === 'behind' ? 'behind' : verdict === 'sealing' ? 'well' : 'quiet';
  return (
    <span className={styles.mark} data-state={state}>
      <span aria-hidden="true">{shapes[verdict]}</span> {words[verdict]}
    </span>
  );
}
