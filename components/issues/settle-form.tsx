import { FormNotice } from '@/components/form';
import type { Notice } from '@/lib/auth';
import type { Issue, IssueStatus } from '@/lib/issues';
import styles from './settle-form.module.css';

interface SettleFormProps {
  issue: Pick<Issue, 'id' | 'status'>;
  /** Where the form leads back to. */
  from: string;
  notice: Notice | null;
}

const choices: readonly (readonly [status: IssueStatus, verb: string])[] = [
  ['resolved', 'Resolve'],
  ['ignored', 'Ignore'],
  ['unresolved', 'Reopen'],
];

/** What can be said of an issue that is not said of it yet. */
export function SettleForm({ issue: { id, status }, from, notice }: SettleFormProps) {
  return (
    <div className={styles.settle}>
      {notice && <FormNotice {...notice} />}
      <form method="post" action="/api/issues/settle">
        <input type="hidden" name="form" value="settle" />
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="from" value={from} />
        {choices.map(([to, verb]) =>
          to === status ? null : (
            <button key={to} type="submit" name="status" value={to} data-quiet>
              {verb}
            </button>
          ),
        )}
      </form>
    </div>
  );
}
