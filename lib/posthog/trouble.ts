import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { UpstreamError } from '@/lib/upstream';

/** What PostHog says about its refusals (drf-exceptions-hog). */
const refusal = z.looseObject({
  type: z.string().nullish().catch(null),
  code: z.string().nullish().catch(null),
  detail: z.string().nullish().catch(null),
  query_status: z
    .looseObject({ error_message: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});

export function malformedAnswer(): AppError {
  return new AppError('unavailable', 'PostHog gives no answer: it is not what was asked for.');
}

export function lateAnswer(): AppError {
  return new AppError('unavailable', 'PostHog gives no answer: it gave no answer in time.');
}

/** In words of ours: what PostHog says may hold a question, and with it what somebody typed. */
export function troubleFrom(error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  return refused(whyFrom(error), error.told.retryAfterSeconds);
}

/** What a query that ran beside its request came to, where it failed. */
export function failedQuery(message: string | null): AppError {
  return refused(message === null ? 'the question failed there' : whyOf(message));
}

/** What is too much may be asked in parts. */
function refused(why: string, retryAfterSeconds?: number): AppError {
  const code = why === tooMuch ? 'needs-narrowing' : 'unavailable';
  return new AppError(code, `PostHog gives no answer: ${why}.`, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

const tooMuch = 'the question is too much for it; ask for a shorter time';

function whyFrom({ told: { status, said = '' }, message }: UpstreamError): string {
  const { code, detail, query_status: run } = detailOf(said);
  const words = detail ?? run?.error_message ?? '';
  switch (status) {
    case 400:
      return /time range|limit/i.test(words) ? tooMuch : `it refuses the question${kindOf(code)}`;
    case 401:
      return 'it refuses our key: look at USAGE_TOKEN';
    case 402:
      return 'its organisation has reached the limit of its plan';
    case 403:
      return /scope/i.test(words) ? 'the key lacks the scope query:read' : 'the key may not see this project';
    case 404:
      return code === 'not_found' || run
        ? 'it knows no such project or query: look at the project and the region in USAGE_URL'
        : 'nothing of PostHog is at this address: look at USAGE_URL';
    case 429:
      return /too many queries/i.test(words) ? 'too many queries of this project are running' : 'it has had enough questions for now';
    case 500:
      return /reads or returns more data/i.test(words) ? tooMuch : 'the question failed there (500)';
    case 503:
      return 'it is too busy (503)';
    case 504:
    case 512:
      return tooMuch;
    default:
      return message;
  }
}

function whyOf(message: string): string {
  return /time range|limit|max execution/i.test(message) ? tooMuch : 'it refuses the question';
}

/** Its code is a word of its own, unless somebody made it say something else. */
function kindOf(code: string | null | undefined): string {
  return code && /^[a-z_]{1,40}$/.test(code) ? ` (${code})` : ' (400)';
}

function detailOf(said: string): z.output<typeof refusal> {
  try {
    return refusal.parse(JSON.parse(said));
  } catch {
    return {};
  }
}

const firstPauseSeconds = 5;
const longestPauseSeconds = 160;

/**
 * How long PostHog wants to be left alone: it says so, but not where too many queries are running. Then 5 s, and twice as long each time
 * that it says so again.
 */
export function patience(): { readonly waitFrom: (headers: Headers) => number; readonly forget: () => void } {
  let pause = firstPauseSeconds;
  return {
    waitFrom(headers) {
      const after = headers.get('retry-after');
      if (after !== null && /^\d{1,9}$/.test(after)) return Number(after);
      const seconds = pause;
      pause = Math.min(pause * 2, longestPauseSeconds);
      return seconds;
    },
    forget() {
      pause = firstPauseSeconds;
    },
  };
}
