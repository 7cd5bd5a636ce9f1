import { AppError } from '@/lib/errors';

/** Bodies held in memory at once: each may be a megabyte, and Postgres takes a few at a time anyway. */
const mostAtOnce = 32;

let running = 0;

/**
 * Runs one delivery, or refuses it while too many are under way.
 *
 * @throws {AppError} `too-many`, to be sent again after a second
 */
export async function admitted<T>(deliver: () => Promise<T>): Promise<T> {
  if (running >= mostAtOnce) {
    throw new AppError('too-many', 'Too many deliveries at once; nothing of this one was stored.', { retryAfterSeconds: 1 });
  }
  running += 1;
  try {
    return await deliver();
  } finally {
    running -= 1;
  }
}
