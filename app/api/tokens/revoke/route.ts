import { recordOwnAction } from '@/app/own-action';
import { revokeToken } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/tokens', permission: 'tokens:manage' }, async (viewer, form) => {
  const token = await revokeToken(viewer, form.get('id') ?? '');
  await recordOwnAction(viewer, {
    action: 'token.revoked',
    feature: 'tokens',
    surface: '/settings/tokens',
    subject: { type: 'token', id: token.id, label: token.name },
  });
  return { words: `The token ${token.name} is revoked. Nothing can use it from now on.` };
});
