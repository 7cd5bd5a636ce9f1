import { recordOwnAction } from '@/app/own-action';
import { createToken, type TokenInput } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/tokens', permission: 'tokens:manage' }, async (viewer, form) => {
  const { token, text } = await createToken(viewer, inputFrom(form));
  await recordOwnAction(viewer, {
    action: 'token.created',
    feature: 'tokens',
    surface: '/settings/tokens',
    subject: { type: 'token', id: token.id, label: token.name },
    details: { scopes: token.scopes, orgs: token.orgs, source: token.source, expires_at: token.expiresAt },
  });
  return { words: `This is the token ${token.name}. It is not shown again: copy it now.`, secret: text };
});

function inputFrom(form: URLSearchParams): TokenInput {
  const source = form.get('source') ?? '';
  const days = form.get('days') ?? '';
  return {
    name: form.get('name') ?? '',
    scopes: form.getAll('scopes'),
    orgs: (form.get('orgs') ?? '').split(','),
    ...(source.trim() ? { source } : {}),
    ...(days.trim() ? { days: Number(days) } : {}),
  };
}
