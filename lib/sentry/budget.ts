import { AppError } from '@/lib/errors';

/**
 * So many questions a minute and no more, counted in this process: all tokens of one identity share what Sentry admits.
 *
 * @returns what counts one question. @throws {AppError} `unavailable` where the minute has no more
 */
export function budget(mostPerMinute: number): () => void {
  let minute = 0;
  let asked = 0;
  return () => {
    const at = Date.now();
    const now = Math.floor(at / 60_000);
    if (now !== minute) [minute, asked] = [now, 0];
    if (asked >= mostPerMinute) {
      const why = `Sentry was asked ${mostPerMinute} questions within a minute, and is asked no more before the next.`;
      throw new AppError('unavailable', why, { retryAfterSeconds: Math.ceil(((now + 1) * 60_000 - at) / 1_000) });
    }
    asked += 1;
  };
}
