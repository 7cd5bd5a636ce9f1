import type { ReactNode } from 'react';
import styles from './blank.module.css';

/** An empty place that says what to do next. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.blank}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A failed place: what failed, what still stands, and what to do about it. */
export function Failed({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.blank} data-failed role="alert">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A line to be copied into a terminal. */
export function CopyableLine({ label, line }: { label: string; line: string }) {
  return (
    <figure className={styles.line}>
      <figcaption>{label}</figcaption>
      <pre>{line}</pre>
      <button type="button" data-copy={line} data-quiet>
        Copy
      </button>
    </figure>
  );
}
