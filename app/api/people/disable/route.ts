import { recordOwnAction } from '@/app/own-action';
import { disablePerson } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => {
  const person = await disablePerson(viewer, form.get('id') ?? '');
  await recordOwnAction(viewer, {
    action: 'person.disabled',
    feature: 'accounts',
    surface: '/settings/people',
    subject: { type: 'person', id: person.id, label: person.name },
  });
  return { words: `${person.name} can no longer sign in.` };
});
