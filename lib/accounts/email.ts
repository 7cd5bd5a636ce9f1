import { AppError } from '@/lib/errors';

/**
 * An address as it is stored and compared: printable ASCII in lower case, byte by byte. Nothing is normalised, so a full-width
 * @ or a Cyrillic a is refused instead of being folded into somebody else's address (GHSA-7rqj-j65f-68wh).
 *
 * @throws {AppError} `malformed`
 */
export function parseEmail(text: string): string {
  const email = text.trim();
  if (email.length > 254 || !plain.test(email)) {
    const message = 'An email address is plain text with one @, like name@example.com.';
    throw new AppError('malformed', message, { errors: [{ at: 'email', message }] });
  }
  return email.toLowerCase();
}

/** Printable ASCII around one @; quotes, commas and brackets have no place in addresses that people type. */
const plain = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
