import { recordOwnAction } from '@/app/own-action';
import { revokeProjectKey } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';

export const POST = answerForm({ page: '/settings/projects', permission: 'tokens:manage' }, async (viewer, form) => {
  const { id, project, orgId, trust } = await revokeProjectKey(viewer, form.get('id') ?? '');
  await recordOwnAction(viewer, {
    action: 'dsn.revoked',
    feature: 'dsn',
    surface: '/settings/projects',
    subject: { type: 'dsn', id, label: project },
    details: { org: orgId, trust },
  });
  return { words: `The DSN ${id} of ${project} is revoked, and so is its project key. What is sent by them is refused from now on.` };
});
