import { recordOwnAction } from '@/app/own-action';
import { endSessionsOf } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => {
  const person = await endSessionsOf(viewer, form.get('id') ?? '');
  await recordOwnAction(viewer, {
    action: 'person.sessions_ended',
    feature: 'accounts',
    surface: '/settings/people',
    subject: { type: 'person', id: person.id, label: person.name },
  });
  return { words: `${person.name} is signed out everywhere.` };
});
