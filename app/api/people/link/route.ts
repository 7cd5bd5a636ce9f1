import { answerPersonForm } from '@/app/api/people/answer-person-form';
import { createRecoveryLink } from '@/lib/accounts';
import { publicAddress } from '@/lib/auth';

export const POST = answerPersonForm('person.link_created', async (viewer, id) => {
  const { path, person } = await createRecoveryLink(viewer, id);
  const words = `Send this link to ${person.name}, who sets a new password with it. It works once, for 15 minutes, and is not shown again.`;
  return { person, words, secret: publicAddress(path) };
});
