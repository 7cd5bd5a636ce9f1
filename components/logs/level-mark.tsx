import type { Level } from '@/lib/logs';
import styles from './level-mark.module.css';

const shapes: Readonly<Record<Level, string>> = { trace: '·', debug: '·', info: '○', warn: '△', error: '✕', fatal: '✕' };

/** How serious a line is: a word, a shape, and for what needs a look a colour. */
export function LevelMark({ level }: { level: Level | null }) {
  if (level === null) return null;
  return (
    <span className={styles.mark} data-level={level}>
      <span aria-hidden="true">{shapes[level]}</span> {level}
    </span>
  );
}
