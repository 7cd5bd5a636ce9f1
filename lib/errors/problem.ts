import { AppError } from './app-error';

/** RFC 9457, with the request id to quote and, for lists, which part is wrong. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly at: string; readonly message: string }[];
}

const titles: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'Not signed in',
  403: 'Not permitted',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Something went wrong here',
  501: 'Not available in this installation',
  503: 'Not available right now',
};

/** What a failed call answers. What is not an {@link AppError} is told as 500 without a word of its message. */
export function problemFrom(error: unknown, requestId: string): Problem {
  if (!(error instanceof AppError)) return { type: 'about:blank', title: titles[500] ?? '', status: 500, request_id: requestId };
  return {
    type: `urn:tracebook:problem:${error.code}`,
    title: error.code === 'needs-narrowing' ? 'Too wide a question' : (titles[error.status] ?? error.code),
    status: error.status,
    detail: error.message,
    request_id: requestId,
    ...(error.options.errors ? { errors: error.options.errors } : {}),
  };
}
