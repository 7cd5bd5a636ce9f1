import { answerPersonForm } from '@/app/api/people/answer-person-form';
import { enablePerson } from '@/lib/accounts';

export const POST = answerPersonForm('person.enabled', async (viewer, id) => {
  const person = await enablePerson(viewer, id);
  return { person, words: `${person.name} can sign in again.` };
});
