import { answerPersonForm } from '@/app/api/people/answer-person-form';
import { changeRole, parseRole } from '@/lib/accounts';

export const POST = answerPersonForm('person.role_changed', async (viewer, id, form) => {
  const orgs = (form.get('orgs') ?? '').split(',');
  const { before, after } = await changeRole(viewer, id, { role: parseRole(form.get('role')), orgs });
  return {
    person: after,
    details: { before: { role: before.role, orgs: before.orgs }, after: { role: after.role, orgs: after.orgs } },
    words: `Saved. It counts for ${after.name} at once.`,
  };
});
