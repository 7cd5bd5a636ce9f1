import type { ReactNode } from 'react';
import styles from './plain-frame.module.css';

/** For pages that nobody is signed in on, and for those that refuse: the name, and what there is to say. */
export function PlainFrame({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <header>
        <a className={styles.brand} href="/">
          Tracebook
        </a>
      </header>
      <main id="content" className={styles.content}>
        {children}
      </main>
    </div>
  );
}
