import { Field, FieldError, givenBack } from '@/components/form';
import type { Notice } from '@/lib/auth';
import { FormPanel } from './form-panel';
import styles from './settings.module.css';

/** A DSN and a project key for a project that has none, or another. */
export function ProjectForm({ notice }: { notice: Notice | null }) {
  const field = givenBack(notice);
  const trust = field('trust');
  return (
    <FormPanel title="Make a DSN" form="create" action="/api/projects/create" verb="Make the DSN" notice={notice}>
      <Field
        id="project-name"
        {...field('project')}
        label="Project"
        hint="Whose errors and product events come by it, such as shop/web."
        autoComplete="off"
        required
      />
      <Field
        id="project-org"
        {...field('org')}
        label="Organisation"
        hint="The one that all that comes by it belongs to. Left empty, what a browser sends belongs to none, and what a server sends to the one that it names."
        autoComplete="off"
      />
      <fieldset aria-describedby={trust.error ? 'project-trust-error' : undefined}>
        <legend>Who sends with it</legend>
        {senders.map(([value, name, words]) => (
          <label key={value} className={styles.choice}>
            <input type="radio" name="trust" value={value} defaultChecked={(trust.defaultValue ?? 'client') === value} />
            <b>{name}</b>
            <span>{words}</span>
          </label>
        ))}
        <FieldError id="project-trust-error" words={trust.error} />
      </fieldset>
    </FormPanel>
  );
}

const senders = [
  ['client', 'Browsers too', 'Everybody can read it there; what events say of organisations is not believed'],
  ['server', 'Servers alone', 'Kept as a password is; events are believed'],
] as const;
