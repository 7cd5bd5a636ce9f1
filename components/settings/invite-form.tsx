import { Field, givenBack } from '@/components/form';
import type { Notice } from '@/lib/auth';
import { FormPanel } from './form-panel';
import { OrgsField } from './orgs-field';
import { RoleSelect } from './role-select';

export function InviteForm({ notice }: { notice: Notice | null }) {
  const field = givenBack(notice);
  return (
    <FormPanel title="Invite somebody" form="invite" action="/api/people/invite" verb="Make an invitation" notice={notice}>
      <Field id="invite-email" {...field('email')} label="Email" type="email" autoComplete="off" required />
      <RoleSelect id="invite-role" value={field('role').defaultValue ?? 'support'} />
      <OrgsField id="invite-orgs" {...field('orgs')} />
    </FormPanel>
  );
}
