import { Field, FieldError, FormNotice, givenBack } from '@/components/form';
import type { Notice } from '@/lib/auth';
import type { FeatureMark } from '@/lib/ledger';
import styles from './mark-form.module.css';

interface MarkFormProps {
  feature: string;
  /** Where the form leads back to. */
  from: string;
  mark: FeatureMark | null;
  notice: Notice | null;
}

/** What events cannot tell: that it is vital, switched on, or on its way out. With its reason, for whoever asks. */
export function MarkForm({ feature, from, mark, notice }: MarkFormProps) {
  const field = givenBack(notice);
  const kind = field('kind');
  const reason = field('reason');
  return (
    <details className={styles.mark} open={notice !== null}>
      <summary>{mark ? 'Change the mark' : 'Mark this feature'}</summary>
      {notice && !notice.at && <FormNotice {...notice} />}
      <form method="post" action="/api/usage/mark">
        <input type="hidden" name="form" value="mark" />
        <input type="hidden" name="name" value={feature} />
        <input type="hidden" name="from" value={from} />
        <div className={styles.kind}>
          <label htmlFor="mark-kind">It is</label>
          <select id="mark-kind" name="kind" defaultValue={kind.defaultValue ?? mark?.kind ?? ''}>
            <option value="">as its events tell</option>
            <option value="vital">seldom used and vital</option>
            <option value="enabled">switched on, so that no use is no use</option>
            <option value="retired">being retired</option>
          </select>
          <FieldError id="mark-kind-error" words={kind.error} />
        </div>
        <Field id="mark-reason" label="because" {...reason} defaultValue={reason.defaultValue ?? mark?.reason} maxLength={500} />
        <button type="submit">Save the mark</button>
      </form>
    </details>
  );
}
