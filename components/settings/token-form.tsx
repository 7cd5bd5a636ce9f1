import { Field, FormNotice } from '@/components/form';
import type { Notice } from '@/lib/auth';
import { type Permission, permissions, type Viewer } from '@/lib/viewer';
import { orgsHint } from './role-select';
import styles from './settings.module.css';

export function TokenForm({ viewer, notice }: { viewer: Viewer; notice: Notice | null }) {
  const typed = notice?.isRefusal ? notice.values : undefined;
  const refusedAt = (field: string) => (notice?.at === field ? notice.words : undefined);
  return (
    <section className={styles.panel} aria-labelledby="create">
      <h2 id="create">Create a token</h2>
      {notice && !notice.at ? <FormNotice {...notice} /> : null}
      <form className={styles.form} method="post" action="/api/tokens/create">
        <input type="hidden" name="form" value="create" />
        <Field
          id="token-name"
          name="name"
          label="Name"
          hint="What uses it, such as billing-service."
          autoComplete="off"
          defaultValue={typed?.name}
          error={refusedAt('name')}
          required
        />
        <ScopeChoices viewer={viewer} error={refusedAt('scopes')} />
        <Field
          id="token-orgs"
          name="orgs"
          label="Organisations"
          hint={orgsHint}
          defaultValue={typed?.orgs}
          error={refusedAt('orgs')}
          required
        />
        <Field
          id="token-source"
          name="source"
          label="Source, for producers"
          hint="The only source that it may write. Leave it empty for a reader."
          autoComplete="off"
          defaultValue={typed?.source}
          error={refusedAt('source')}
        />
        <Field
          id="token-days"
          name="days"
          label="Days until it expires"
          hint="Leave it empty for a token without end."
          type="number"
          min={1}
          max={3650}
          defaultValue={typed?.days ?? '365'}
          error={refusedAt('days')}
        />
        <button type="submit">Create the token</button>
      </form>
    </section>
  );
}

function ScopeChoices({ viewer, error }: { viewer: Viewer; error: string | undefined }) {
  const scopes = (Object.keys(permissions) as Permission[]).filter((scope) => scope !== 'org:*' && viewer.permissions.has(scope));
  return (
    <fieldset aria-describedby={error ? 'token-scopes-error' : undefined}>
      <legend>What it may do</legend>
      {scopes.map((scope) => (
        <label key={scope} className={styles.choice}>
          <input type="checkbox" name="scopes" value={scope} />
          <code>{scope}</code>
          <span>{permissions[scope]}</span>
        </label>
      ))}
      {error ? (
        <p id="token-scopes-error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
