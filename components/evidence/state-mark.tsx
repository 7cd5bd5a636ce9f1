import type { ExportState } from '@/lib/export';
import styles from './state-mark.module.css';
import { stateWords } from './words';

const signs: Readonly<Record<ExportState, string>> = { asked: '○', running: '◐', whole: '●', interrupted: '△', cancelled: '✕' };

/** How an export ended, in a word and a shape. */
export function StateMark({ state }: { state: ExportState }) {
  return (
    <span className={styles.mark} data-state={state}>
      <span aria-hidden="true">{signs[state]} </span>
      {stateWords[state]}
    </span>
  );
}
