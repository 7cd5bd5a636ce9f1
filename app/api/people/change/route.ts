import { recordOwnAction } from '@/app/own-action';
import { changeRole, parseRole } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => {
  const role = parseRole(form.get('role'));
  const orgs = (form.get('orgs') ?? '').split(',');
  const { before, after } = await changeRole(viewer, form.get('id') ?? '', { role, orgs });
  await recordOwnAction(viewer, {
    action: 'person.role_changed',
    feature: 'accounts',
    surface: '/settings/people',
    subject: { type: 'person', id: after.id, label: after.name },
    details: { before: { role: before.role, orgs: before.orgs }, after: { role: after.role, orgs: after.orgs } },
  });
  return { words: `Saved. It counts for ${after.name} at once.` };
});
