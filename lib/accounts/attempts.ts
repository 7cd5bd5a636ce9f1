import { createHash } from 'node:crypto';
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';

/** A try at signing in: for which account, from where. */
export interface Attempt {
  readonly email: string;
  /** The network address as the nearest proxy gives it. */
  readonly client: string;
}

/** Failures allowed before waiting. Per account to slow down guessing, per client to slow down trying one password everywhere. */
const limits = {
  account: { points: 10, duration: 15 * 60 },
  client: { points: 50, duration: 15 * 60 },
};

/**
 * Counts a try before it is made, so that tries at the same moment cannot all slip through.
 *
 * @throws {AppError} `too-many`, with the seconds to wait
 */
export async function startAttempt({ email, client }: Attempt): Promise<void> {
  const [account, from] = limiters();
  await consume(from, client, 'There were too many failed sign-ins from your network.');
  await consume(account, email, 'There were too many failed sign-ins to this account.');
}

/** Takes the count back: only failures are counted. */
export async function noteSignIn({ email, client }: Attempt): Promise<void> {
  const [account, from] = limiters();
  await Promise.all([account.delete(keyOf(email)), from.reward(keyOf(client), 1)]);
}

async function consume(limiter: RateLimiterDrizzle, name: string, words: string): Promise<void> {
  try {
    await limiter.consume(keyOf(name), 1);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
    throw new AppError('too-many', `${words} Try again in ${wait}.`, { retryAfterSeconds: seconds });
  }
}

/** Neither addresses nor networks are kept in the clear; the form that was typed does not make a new account to guess at. */
function keyOf(name: string): string {
  return createHash('sha256').update(name.trim().toLowerCase()).digest('base64url').slice(0, 24);
}

let current: readonly [RateLimiterDrizzle, RateLimiterDrizzle] | undefined;

function limiters(): readonly [RateLimiterDrizzle, RateLimiterDrizzle] {
  current ??= [limiter('account'), limiter('client')];
  return current;
}

function limiter(of: keyof typeof limits): RateLimiterDrizzle {
  return new RateLimiterDrizzle({
    storeClient: database('screens'),
    schema: schema.rateLimits,
    keyPrefix: `sign-in-${of}`,
    ...limits[of],
  });
}
