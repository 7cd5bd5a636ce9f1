import styles from './evidence.module.css';

/** Reads everything again. */
export function VerifyForm() {
  return (
    <form className={styles.form} method="post" action="/api/evidence/verify">
      <input type="hidden" name="form" value="verify" />
      <button type="submit">Verify now</button>
      <p>
        Reads every sealed row and the whole ledger again, and names what is not what was sealed. A seventh of it is verified every night.
      </p>
    </form>
  );
}
