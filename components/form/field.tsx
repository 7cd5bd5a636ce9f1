import type { InputHTMLAttributes, ReactNode } from 'react';
import styles from './field.module.css';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'> {
  id: string;
  label: string;
  /** What to know before typing. */
  hint?: ReactNode;
  /** Why what was typed was refused. */
  error?: string | undefined;
}

/** A labelled input. Hint and refusal stand beside it and are read out with it; a refused one is where the page opens. */
export function Field({ id, label, hint, error, ...input }: FieldProps) {
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        // biome-ignore lint/a11y/noAutofocus: the form was sent from here, and this is what has to be mended
        autoFocus={error !== undefined}
        {...input}
        id={id}
        aria-describedby={described || undefined}
        aria-invalid={error ? true : undefined}
      />
      {hint ? (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <FieldError id={`${id}-error`} words={error} />
    </div>
  );
}

export function FieldError({ id, words }: { id: string; words: string | undefined }) {
  if (!words) return null;
  return (
    <p className={styles.error} id={id}>
      {words}
    </p>
  );
}
