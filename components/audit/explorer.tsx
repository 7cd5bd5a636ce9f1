import type { ReactNode } from 'react';
import styles from './explorer.module.css';

/** The list beside what narrows it; below each other where there is no room. */
export function Explorer({ facets, children }: { facets: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.explorer}>
      <div className={styles.facets}>{facets}</div>
      <div className={styles.list}>{children}</div>
    </div>
  );
}
