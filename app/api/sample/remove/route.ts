import { answerForm } from '@/lib/auth';
import { removeSample } from '@/lib/sample';

/** The one click that takes the sample away. */
export const POST = answerForm({ page: '/', permission: 'settings:manage' }, async (viewer) => {
  const removed = await removeSample(viewer, new Date().toISOString());
  return { words: `The sample is gone: ${removed.toLocaleString('en')} actions were removed.` };
});
