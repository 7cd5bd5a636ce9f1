import { AppError } from '@/lib/errors';
import { UpstreamError } from '@/lib/upstream';
import { detailShape } from './shapes';

/** Why Sentry refuses, where its adapter does something about it. */
export type Refusal = 'not-there' | 'many-projects' | 'timed-out' | 'unknown-question';

/** A refusal that whoever asked may know how to go on from; else it is {@link AppError} `unavailable` or `malformed`. */
export class SentryRefusal extends AppError {
  constructor(
    readonly refusal: Refusal,
    why: string,
    code: 'unavailable' | 'malformed' | 'needs-narrowing' = 'unavailable',
  ) {
    super(code, code === 'malformed' ? why : `Sentry gives no answer: ${why}.`);
  }
}

export function malformedAnswer(): AppError {
  return new AppError('unavailable', 'Sentry gives no answer: it is not what was asked for.');
}

/** A route that is taken out of service for a minute, to warn of its end. */
const brownoutSeconds = 120;

/** In words of ours: what Sentry says may hold anything. */
export function troubleFrom(error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  const { status, said = '', retryAfterSeconds } = error.told;
  const { code, detail } = detailOf(said);
  if (status === 404 && detail !== '') return new SentryRefusal('not-there', 'it knows nothing of this name');
  if (status === 410) return unavailable('it has taken this route out of service for a moment', brownoutSeconds);
  if (status === 400 && /multiple projects/i.test(detail))
    return new SentryRefusal('many-projects', 'it answers for one project at a time');
  if (status === 400 && /time(d )?\s?out|took too long/i.test(detail)) {
    return new SentryRefusal('timed-out', 'the question took too long for it; narrow it down', 'needs-narrowing');
  }
  if (status === 400 && /parsing search|invalid (search )?query|Invalid key/i.test(detail)) {
    return new SentryRefusal('unknown-question', 'Sentry cannot read this search.', 'malformed');
  }
  if (status === 400) return new SentryRefusal('unknown-question', 'it refuses the question (400)');
  const known = /sso/i.test(code)
    ? 'it wants single sign-on, which a token of an internal integration does without'
    : status === 401
      ? 'it refuses our token: look at ISSUES_TOKEN'
      : status === 403
        ? 'the token may not see this: it needs org:read, event:read and project:read'
        : status === 404
          ? 'nothing of Sentry is at this address: look at ISSUES_URL'
          : error.message;
  return unavailable(known, retryAfterSeconds);
}

function unavailable(why: string, retryAfterSeconds?: number): AppError {
  return new AppError('unavailable', `Sentry gives no answer: ${why}.`, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

/** `{"detail":"…"}`, `{"detail":{"code":"…","message":"…"}}` or `{"message":"…"}`; a proxy's page says nothing. */
function detailOf(said: string): { readonly code: string; readonly detail: string } {
  let json: unknown;
  try {
    json = JSON.parse(said);
  } catch {
    return { code: '', detail: '' };
  }
  const read = detailShape.safeParse(json);
  if (!read.success) return { code: '', detail: '' };
  const { detail, message } = read.data;
  if (typeof detail === 'object' && detail !== null) return { code: detail.code ?? '', detail: detail.message ?? detail.code ?? '' };
  return { code: '', detail: detail ?? message ?? (Array.isArray(json) || said.length < 3 ? '' : said) };
}

/** Sentry has no `Retry-After`: when the budget is full again stands in a header of its own, in seconds of the epoch; of concurrency it says nothing. */
export function waitFrom(headers: Headers): number | null {
  const reset = headers.get('x-sentry-rate-limit-reset');
  if (reset !== null && /^\d{9,11}$/.test(reset)) return Math.max(1, Number(reset) - Math.floor(Date.now() / 1_000));
  const after = headers.get('retry-after');
  return after !== null && /^\d{1,9}$/.test(after) ? Number(after) : null;
}
