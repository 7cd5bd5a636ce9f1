import type { ReactNode } from 'react';
import { FormNotice } from '@/components/form';
import { Section } from '@/components/table';
import type { Notice } from '@/lib/auth';
import styles from './settings.module.css';

interface FormPanelProps {
  title: string;
  /** Its name: what the notice about it carries. */
  form: string;
  action: `/api/${string}`;
  /** What the button does. */
  verb: string;
  notice: Notice | null;
  children: ReactNode;
}

/** A form with a heading of its own. What became of it stands above its fields, unless it is about one of them. */
export function FormPanel({ title, form, action, verb, notice, children }: FormPanelProps) {
  return (
    <Section title={title}>
      {notice && !notice.at ? <FormNotice {...notice} /> : null}
      <form className={styles.form} method="post" action={action}>
        <input type="hidden" name="form" value={form} />
        {children}
        <button type="submit">{verb}</button>
      </form>
    </Section>
  );
}
