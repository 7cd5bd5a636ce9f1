import { recordOwnAction } from '@/app/own-action';
import { createProjectKey, type ProjectKeyInput, printDsn, printToken } from '@/lib/accounts';
import { answerForm } from '@/lib/auth';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';

export const POST = answerForm({ page: '/settings/projects', permission: 'tokens:manage' }, async (viewer, form) => {
  const key = await createProjectKey(viewer, inputFrom(form));
  await recordOwnAction(viewer, {
    action: 'dsn.created',
    feature: 'dsn',
    surface: '/settings/projects',
    subject: { type: 'dsn', id: key.id, label: key.project },
    details: { org: key.orgId, trust: key.trust },
  });
  const words = `This is the DSN of ${key.project}. For PostHog, its project key is ${printToken(key)} and the host ${config().publicUrl.origin}.`;
  return { words, secret: printDsn(key) };
});

function inputFrom(form: URLSearchParams): ProjectKeyInput {
  const org = (form.get('org') ?? '').trim();
  const trust = (['client', 'server'] as const).find((one) => one === form.get('trust'));
  if (trust === undefined) {
    const message = 'Say whether browsers send with it, or servers alone.';
    throw new AppError('malformed', message, { errors: [{ at: 'trust', message }] });
  }
  return { project: form.get('project') ?? '', trust, ...(org === '' ? {} : { org }) };
}
