import { recordOwnAction } from '@/app/own-action';
import { invitePerson, parseRole } from '@/lib/accounts';
import { answerForm, publicAddress } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => {
  const role = parseRole(form.get('role'));
  const typed = (form.get('orgs') ?? '').split(',');
  const { path, email, orgs } = await invitePerson(viewer, { email: form.get('email') ?? '', role, orgs: typed });
  await recordOwnAction(viewer, {
    action: 'person.invited',
    feature: 'accounts',
    surface: '/settings/people',
    subject: { type: 'person', id: email },
    details: { role, orgs },
  });
  return { words: `Send this link to ${email}. It works once, for a day, and is not shown again.`, secret: publicAddress(path) };
});
