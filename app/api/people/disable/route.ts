import { answerPersonForm } from '@/app/api/people/answer-person-form';
import { disablePerson } from '@/lib/accounts';

export const POST = answerPersonForm('person.disabled', async (viewer, id) => {
  const person = await disablePerson(viewer, id);
  return { person, words: `${person.name} can no longer sign in.` };
});
