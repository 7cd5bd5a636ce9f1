import type { ReactNode } from 'react';
import styles from './explorer.module.css';

/** The list beside what narrows it; below each other where there is no room. */
export function Explorer({ facets, children }: { facets: ReactNode; children: ReactNode }) {
  if (!facets) return <div className={styles.alone}>{children}</div>;
  return (
    <div className={styles.explorer}>
      <div className={styles.list}>
        <a className={styles.jump} href="#narrow">
          Narrow down ↓
        </a>
        {children}
      </div>
      <div id="narrow" className={styles.facets}>
        {facets}
      </div>
    </div>
  );
}
