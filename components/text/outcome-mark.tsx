import type { Outcome } from '@/lib/audit';
import styles from './outcome-mark.module.css';

const marks: Record<Outcome, { shape: string; word: string }> = {
  success: { shape: '✓', word: 'ok' },
  failure: { shape: '✕', word: 'failed' },
  unknown: { shape: '–', word: 'not told' },
};

/** A shape and a word, so that the colour is only a help. Success is quiet: a reader looks for what is not. */
export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { shape, word } = marks[outcome];
  return (
    <span className={styles.mark} data-outcome={outcome}>
      <span aria-hidden="true">{shape}</span>
      {` ${word}`}
    </span>
  );
}
