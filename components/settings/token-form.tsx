import { Field, FieldError, givenBack } from '@/components/form';
import type { Notice } from '@/lib/auth';
import { type Permission, permissions, type Viewer } from '@/lib/viewer';
import { FormPanel } from './form-panel';
import { OrgsField } from './orgs-field';
import styles from './settings.module.css';

export function TokenForm({ viewer, notice }: { viewer: Viewer; notice: Notice | null }) {
  const field = givenBack(notice);
  const days = field('days');
  return (
    <FormPanel title="Create a token" form="create" action="/api/tokens/create" verb="Create the token" notice={notice}>
      <Field id="token-name" {...field('name')} label="Name" hint="What uses it, such as billing-service." autoComplete="off" required />
      <ScopeChoices viewer={viewer} {...field('scopes')} />
      <OrgsField id="token-orgs" {...field('orgs')} />
      <Field
        id="token-source"
        {...field('source')}
        label="Source, for producers"
        hint="The only source that it may write. Leave it empty for a reader."
        autoComplete="off"
      />
      <Field
        id="token-days"
        {...days}
        defaultValue={days.defaultValue ?? '365'}
        label="Days until it expires"
        hint="Leave it empty for a token without end."
        type="number"
        min={1}
        max={3650}
      />
    </FormPanel>
  );
}

interface ScopeChoicesProps {
  viewer: Viewer;
  /** Those that were ticked, with spaces between. */
  defaultValue: string | undefined;
  error: string | undefined;
}

function ScopeChoices({ viewer, defaultValue = '', error }: ScopeChoicesProps) {
  const ticked = defaultValue.split(' ');
  const scopes = (Object.keys(permissions) as Permission[]).filter((scope) => scope !== 'org:*' && viewer.permissions.has(scope));
  return (
    <fieldset aria-describedby={error ? 'token-scopes-error' : undefined}>
      <legend>What it may do</legend>
      {scopes.map((scope) => (
        <label key={scope} className={styles.choice}>
          <input type="checkbox" name="scopes" value={scope} defaultChecked={ticked.includes(scope)} />
          <code>{scope}</code>
          <span>{permissions[scope]}</span>
        </label>
      ))}
      <FieldError id="token-scopes-error" words={error} />
    </fieldset>
  );
}
