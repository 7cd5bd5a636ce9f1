import type { SealState } from '@/lib/seal';
import styles from './settings.module.css';

/** What taking out rests on, and what keeps all of it from going. */
export function RetentionState({ seal: { verdict, places } }: { seal: SealState }) {
  const why = whyNothingGoes(verdict, places.length);
  return (
    <div className={styles.told}>
      <p>
        Actions are kept for good, unless a number of days is said for their source. What is older is taken out every hour: only what is
        sealed, stands in a checkpoint that was published outside of this database, and is under no legal hold. The log says which actions
        went.
      </p>
      {why !== null && (
        <p role="status" className={styles.problem}>
          <span aria-hidden="true">△ </span>
          {why}
        </p>
      )}
    </div>
  );
}

function whyNothingGoes(verdict: SealState['verdict'], places: number): string | null {
  if (verdict === 'not-configured') return 'As it is set up nothing goes: nothing is sealed, because SEAL_KEY is not set.';
  if (places === 0)
    return 'As it is set up nothing goes: checkpoints are published nowhere, so that nobody but us would know what had been there. Set SEAL_PUBLISH_FOLDER, SEAL_PUBLISH_GIT or SEAL_WITNESSES.';
  if (verdict === 'refused' || verdict === 'failing')
    return 'Nothing goes at the moment, because nothing is sealed. The screen “Evidence” says why.';
  return null;
}
