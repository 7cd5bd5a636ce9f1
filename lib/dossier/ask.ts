import { isOutage } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { Span } from '@/lib/issues';
import type { Reading, SourceName } from '@/lib/reading';
import type { Moment } from '@/lib/story';
import { log, reportError } from '@/lib/telemetry';

/** What a source gave. */
export interface Answer {
  readonly reading: Reading;
  readonly moments: readonly Moment[];
  /** Stretches of work of a trace, where the source knows them. */
  readonly spans?: readonly Span[];
}

/** In total, so that a page is done at three seconds. */
const deadlineMs = 2_500;

/** Trouble becomes a reading: a source that gives no answer never reads as one in which nothing is, and hides no other. */
export async function asked(source: SourceName, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((tell) => {
    timer = setTimeout(() => tell(silent(source, 'it gave no answer in time')), deadlineMs);
  });
  return Promise.race([answer, late])
    .catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not-implemented')
        return silent(source, error.message.replace(/\.$/, ''), 'not-recorded');
      if (error instanceof AppError)
        return silent(source, error.code === 'not-permitted' ? 'you may not see it' : error.message.replace(/\.$/, ''));
      if (isOutage(error)) return silent(source, 'its database gave no answer');
      log('error', 'a source of a dossier failed', { error, reason: source });
      reportError(error);
      return silent(source, 'it failed, and the log says why');
    })
    .finally(() => clearTimeout(timer));
}

export function silent(source: SourceName, why: string, verdict: Reading['verdict'] = 'unavailable'): Answer {
  return { reading: { source, verdict, count: null, caveats: [], why, since: null }, moments: [] };
}
