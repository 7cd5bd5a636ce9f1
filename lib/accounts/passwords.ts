import { hash, verify } from '@node-rs/argon2';
import { AppError } from '@/lib/errors';

/** What a form says beside its password field. Length is the rule that helps; composition rules do not (NIST SP 800-63B). */
export const passwordRule = { minLength: 12, maxLength: 200, words: 'At least 12 characters. A sentence is good.' };

/** OWASP's second choice for argon2id: 19 MiB, two passes. About 100 ms. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** @throws {AppError} `malformed` when the password is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < passwordRule.minLength || password.length > passwordRule.maxLength) {
    const message = `A password has ${passwordRule.minLength} to ${passwordRule.maxLength} characters.`;
    throw new AppError('malformed', message, { errors: [{ at: 'password', message }] });
  }
  return hash(password, cost);
}

/** Takes as long for an account that does not exist, so that time does not tell who has one. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  standIn ??= hash('nobody has this password', cost);
  const matches = await verify(stored ?? (await standIn), password.slice(0, passwordRule.maxLength + 1));
  return matches && stored !== null;
}

let standIn: Promise<string> | undefined;
