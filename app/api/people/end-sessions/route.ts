import { answerPersonForm } from '@/app/api/people/answer-person-form';
import { endSessionsOf } from '@/lib/accounts';

export const POST = answerPersonForm('person.sessions_ended', async (viewer, id) => {
  const person = await endSessionsOf(viewer, id);
  return { person, words: `${person.name} is signed out everywhere.` };
});
