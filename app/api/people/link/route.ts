import { recordOwnAction } from '@/app/own-action';
import { createRecoveryLink } from '@/lib/accounts';
import { answerForm, publicAddress } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => {
  const { path, person } = await createRecoveryLink(viewer, form.get('id') ?? '');
  await recordOwnAction(viewer, {
    action: 'person.link_created',
    feature: 'accounts',
    surface: '/settings/people',
    subject: { type: 'person', id: person.id, label: person.name },
  });
  const words = `Send this link to ${person.name}, who sets a new password with it. It works once, for 15 minutes, and is not shown again.`;
  return { words, secret: publicAddress(path) };
});
