/** The closed set of refusals, each with the HTTP status it becomes. */
const statuses = {
  malformed: 400,
  'not-signed-in': 401,
  'not-permitted': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'needs-narrowing': 400,
  'too-many': 429,
  'not-implemented': 501,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statuses;

/**
 * A refusal: what was asked cannot be had, and the asker can be told why. The message is for people, says what was being
 * done, and never carries payloads. Bugs and dead databases are not AppErrors: they are thrown as they come.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: {
      readonly retryAfterSeconds?: number;
      readonly errors?: readonly { readonly at: string; readonly message: string }[];
    } = {},
  ) {
    super(message);
  }

  get status(): number {
    return statuses[this.code];
  }
}
