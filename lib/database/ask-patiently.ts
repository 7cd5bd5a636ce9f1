import { AppError } from '@/lib/errors';
import { isOutage } from './outage';

/**
 * A server that restarts is back within seconds. The first pause is short: after a connection was cut from the other side the driver
 * rejects the next question of another connection too.
 */
const pausesMs = [50, 200, 1_000, 3_000, 6_000];

/** Asks again what had no answer because a connection broke or the server was away. For questions that change nothing. */
export async function askPatiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const pause = pausesMs[attempt];
      const mayPass = isOutage(error) || (error instanceof AppError && error.code === 'unavailable');
      if (pause === undefined || isTimedOut(error) || !mayPass) throw error;
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}

/** 57014: `statement_timeout` has passed. Looks along the causes. */
export function isTimedOut(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && at.code === '57014') return true;
  }
  return false;
}
