import styles from './form-notice.module.css';

export interface FormNoticeProps {
  readonly words: string;
  readonly isRefusal: boolean;
  /** Shown now and never again. */
  readonly secret?: string | undefined;
}

/** What became of the form that was sent: the place of the page (`#notice`) to which sending it leads. */
export function FormNotice({ words, isRefusal, secret }: FormNoticeProps) {
  return (
    <div id="notice" className={styles.notice} role={isRefusal ? 'alert' : 'status'} data-refusal={isRefusal || undefined}>
      <p>{words}</p>
      {secret ? (
        <p className={styles.secret}>
          <code>{secret}</code>
          <button type="button" data-copy={secret} data-quiet>
            Copy
          </button>
        </p>
      ) : null}
    </div>
  );
}
