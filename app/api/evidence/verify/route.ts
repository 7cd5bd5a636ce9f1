import { now } from '@/app/now';
import { screenHref } from '@/lib/address';
import { answerForm } from '@/lib/auth';
import { beginVerification, listVerifications } from '@/lib/seal';

const longestMs = 6 * 3_600_000;
/** A small log is done before anybody has looked. */
const patienceMs = 1_500;

/** Begins a verification of everything; what it finds stands on the page as it goes. */
export const POST = answerForm(
  { page: '/evidence', pageOf: () => screenHref('/evidence'), permission: 'evidence:verify' },
  async (viewer) => {
    const id = await beginVerification(viewer, { kind: 'whole', now: now(), signal: AbortSignal.timeout(longestMs) });
    for (const until = performance.now() + patienceMs; performance.now() < until; ) {
      const [run] = await listVerifications(viewer, { limit: 1, id });
      if (run?.finishedAt) return { words: 'Verified. What came of it stands below.' };
      await new Promise((done) => setTimeout(done, 50));
    }
    return { words: 'Verification has begun. How far it is stands below.' };
  },
);
