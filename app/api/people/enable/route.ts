import { recordOwnAction } from '@/app/own-action';
import { enablePerson } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => {
  const person = await enablePerson(viewer, form.get('id') ?? '');
  await recordOwnAction(viewer, {
    action: 'person.enabled',
    feature: 'accounts',
    surface: '/settings/people',
    subject: { type: 'person', id: person.id, label: person.name },
  });
  return { words: `${person.name} can sign in again.` };
});
