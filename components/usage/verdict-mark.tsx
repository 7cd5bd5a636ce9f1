import type { FeatureMark, Verdict } from '@/lib/ledger';
import styles from './verdict-mark.module.css';

const marks: Readonly<Record<Verdict, { readonly shape: string; readonly words: string }>> = {
  growing: { shape: '↑', words: 'growing' },
  steady: { shape: '→', words: 'steady' },
  fading: { shape: '↓', words: 'fading' },
  silent: { shape: '–', words: 'silent' },
  unused: { shape: '○', words: 'never used' },
  retired: { shape: '✕', words: 'retired' },
  unknown: { shape: '?', words: 'unknown' },
};

/** What became of a feature, as a word and a shape. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { shape, words } = marks[verdict];
  return (
    <span className={styles.verdict} data-verdict={verdict}>
      <span aria-hidden="true">{shape}</span> {words}
    </span>
  );
}

export const markWords: Readonly<Record<FeatureMark['kind'], string>> = {
  vital: 'rare but vital',
  enabled: 'switched on',
  retired: 'being retired',
};
