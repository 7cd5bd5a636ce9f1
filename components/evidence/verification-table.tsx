import { SafeText, TimeCell } from '@/components/text';
import { type CommonParams, verificationHref } from '@/lib/address';
import type { Verification } from '@/lib/seal';
import styles from './evidence.module.css';
import { countWords, outcomeWords } from './seal-words';

interface VerificationTableProps {
  runs: readonly Verification[];
  zone: string;
  params: Partial<CommonParams>;
}

/** What was compared when, and what came of it. */
export function VerificationTable({ runs, zone, params }: VerificationTableProps) {
  if (runs.length === 0) return <p>Nothing was verified yet.</p>;
  return (
    <div className={styles.room}>
      <table className={styles.table}>
        <caption className="visually-hidden">Verifications</caption>
        <thead>
          <tr>
            <th scope="col">Begun</th>
            <th scope="col">What</th>
            <th scope="col">Compared</th>
            <th scope="col">Outcome</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td data-label="Begun">
                <TimeCell time={run.startedAt} zone={zone} />
              </td>
              <td data-label="What">
                {run.kind === 'whole' ? 'everything' : `leaves ${run.fromLeaf.toLocaleString('en')} to ${run.toLeaf.toLocaleString('en')}`}
              </td>
              <td data-number data-label="Compared">
                {countWords(run.checked, 'leaf', 'leaves')}
              </td>
              <td data-label="Outcome">
                <span>
                  <a href={verificationHref(run.id, params)}>
                    <OutcomeWords run={run} />
                  </a>
                  {run.why !== null && (
                    <>
                      {' '}
                      <SafeText text={run.why} />
                    </>
                  )}
                </span>
              </td>
              <td data-label="By">
                <SafeText text={run.askedBy} room={28} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function OutcomeWords({ run }: { run: Verification }) {
  const state = run.outcome === 'as-sealed' ? 'well' : run.outcome === 'differs' ? 'trouble' : run.outcome === null ? 'quiet' : 'behind';
  const shape = { well: '◆', trouble: '△', quiet: '…', behind: '◇' }[state];
  return (
    <span className={styles.mark} data-state={state}>
      <span aria-hidden="true">{shape}</span> {outcomeWords(run)}
    </span>
  );
}
