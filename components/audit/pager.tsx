import styles from './pager.module.css';

interface PagerProps {
  /** Null where the list ends. */
  newer: string | null;
  older: string | null;
}

export function Pager({ newer, older }: PagerProps) {
  if (!newer && !older) return null;
  return (
    <nav className={styles.pager} aria-label="Pages">
      {newer ? (
        <a href={newer} rel="prev">
          ← Newer
        </a>
      ) : (
        <span>These are the newest</span>
      )}
      {older ? (
        <a href={older} rel="next">
          Older →
        </a>
      ) : (
        <span>These are the oldest</span>
      )}
    </nav>
  );
}
