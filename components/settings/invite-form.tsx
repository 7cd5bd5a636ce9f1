import { Field, FormNotice } from '@/components/form';
import type { Notice } from '@/lib/auth';
import { orgsHint, RoleSelect } from './role-select';
import styles from './settings.module.css';

export function InviteForm({ notice }: { notice: Notice | null }) {
  const typed = notice?.isRefusal ? notice.values : undefined;
  const refusedAt = (field: string) => (notice?.at === field ? notice.words : undefined);
  return (
    <section className={styles.panel} aria-labelledby="invite">
      <h2 id="invite">Invite somebody</h2>
      {notice && !notice.at ? <FormNotice {...notice} /> : null}
      <form className={styles.form} method="post" action="/api/people/invite">
        <input type="hidden" name="form" value="invite" />
        <Field
          id="invite-email"
          name="email"
          label="Email"
          type="email"
          autoComplete="off"
          defaultValue={typed?.email}
          error={refusedAt('email')}
          required
        />
        <RoleSelect id="invite-role" value={typed?.role ?? 'support'} />
        <Field
          id="invite-orgs"
          name="orgs"
          label="Organisations"
          hint={orgsHint}
          defaultValue={typed?.orgs}
          error={refusedAt('orgs')}
          required
        />
        <button type="submit">Make an invitation</button>
      </form>
    </section>
  );
}
