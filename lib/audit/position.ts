import { AppError } from '@/lib/errors';

/** A place in the order of actions. The time is what Postgres prints: a JavaScript date would lose microseconds. */
export interface Position {
  readonly time: string;
  readonly id: string;
}

export function sealPosition({ time, id }: Position): string {
  return Buffer.from(JSON.stringify([time, id])).toString('base64url');
}

/** @throws {AppError} `malformed` */
export function openPosition(cursor: string): Position {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof time === 'string' && typeof id === 'string' && /^\d{1,18}$/.test(id)) return { time, id };
  } catch {
    // Told below: whatever it is, it is no cursor.
  }
  throw new AppError('malformed', 'The cursor is none that was given out here.');
}
