import { setTimeout as pause } from 'node:timers/promises';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  wrap,
} from 'cockatiel';
import { readBeginning, readBounded } from './read-bounded';
import { UpstreamError } from './upstream-error';
import { troubleFrom } from './why';

export interface UpstreamOptions {
  /** What addresses are made from; nothing else is ever asked. */
  readonly base: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The largest answer that is read, in bytes after decompression. */
  readonly mostBytes: number;
  /** Requests at a time. */
  readonly mostAtOnce: number;
  /** How many seconds a service that has had enough (429) wants to be left alone; null where it does not say. `Retry-After` unless given. */
  readonly waitFrom?: (headers: Headers) => number | null;
}

interface Question {
  /** Below the base. */
  readonly path: string;
  /** A list says one name several times. */
  readonly params?: Readonly<Record<string, string | readonly string[]>>;
  /** What is sent as JSON, by POST; without it the question is a GET. It may be sent twice, and must only ask. */
  readonly body?: unknown;
  /** What is sent as it is, by POST. It may be sent twice too. */
  readonly text?: string;
  /** When it has to be over, retries and waiting included. */
  readonly signal: AbortSignal;
}

/** Parsed, with what stands beside it. */
export interface UpstreamAnswer {
  readonly json: unknown;
  /** 200 to 299. */
  readonly status: number;
  readonly headers: Headers;
}

/** An answer that is no JSON, and what stands beside it. */
export interface UpstreamText {
  readonly text: string;
  /** 200 to 299. */
  readonly status: number;
}

export interface Upstream {
  /** @throws {UpstreamError} */
  get(question: Question): Promise<UpstreamAnswer>;
  /** @throws {UpstreamError} */
  getJson(question: Question): Promise<unknown>;
  /** Of a service that answers in plain text. @throws {UpstreamError} */
  getText(question: Question): Promise<UpstreamText>;
  /** Since when it is left alone, in milliseconds of the epoch; null while it is asked. */
  readonly restsSince: number | null;
}

const mostFailures = 5;
const restMs = 30_000;
/** However long a service says that it wants to be left alone. */
const longestWaitSeconds = 300;
/** What has to be left of the time for a second try. */
const leastForRetryMs = 300;

/**
 * A service of others. After {@link mostFailures} failures in a row it rests for half a minute and is then tried by one request.
 * Refusals are answers: they say something about the question, and do not count.
 */
export function upstream(options: UpstreamOptions): Upstream {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof UpstreamError && error.trouble !== 'refused' && error.trouble !== 'limited'),
    { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(mostFailures) },
  );
  const policy = wrap(bulkhead(options.mostAtOnce, 50), breaker);
  let restsSince: number | null = null;
  let limitedUntil = 0;
  let lastFailureAt = 0;
  breaker.onStateChange((state) => {
    restsSince = state === CircuitState.Open ? Date.now() : null;
  });

  /** Several requests at once fail for one reason: those that were under way when one failed are the same failure, as is a second try. */
  async function counted<Answer>(question: Question, isRetry: boolean, read: Read<Answer>): Promise<Answer> {
    const startedAt = performance.now();
    try {
      return await fetchAnswer(options, question, read);
    } catch (error) {
      if (isRetry || startedAt < lastFailureAt) throw new Echo('', { cause: error });
      lastFailureAt = performance.now();
      throw error;
    }
  }

  async function once<Answer>(question: Question, read: Read<Answer>, isRetry = false): Promise<Answer> {
    if (Date.now() < limitedUntil) throw limited(Math.ceil((limitedUntil - Date.now()) / 1_000));
    try {
      return await policy.execute(() => counted(question, isRetry, read));
    } catch (wrapped) {
      const error = wrapped instanceof Echo ? wrapped.cause : wrapped;
      if (error instanceof UpstreamError && error.trouble === 'limited') {
        limitedUntil = Date.now() + (error.told.retryAfterSeconds ?? 1) * 1_000;
      }
      if (error instanceof BrokenCircuitError)
        throw new UpstreamError('resting', 'it failed again and again, and is left alone for a while');
      if (error instanceof BulkheadRejectedError) throw new UpstreamError('resting', 'too many questions wait for it already');
      throw error;
    }
  }

  async function ask<Answer>(question: Question, read: Read<Answer>): Promise<Answer> {
    const { signal } = question;
    const started = performance.now();
    try {
      return await raced(once(question, read), signal);
    } catch (error) {
      // What took long is not tried again: there would be no time for it.
      if (!isWorthAnother(error) || performance.now() - started > leastForRetryMs || signal.aborted) throw error;
      await pause(50 + Math.random() * 100);
      return raced(once(question, read, true), signal);
    }
  }

  return {
    get restsSince() {
      return restsSince;
    },
    get: (question) => ask(question, jsonIn),
    getJson: async (question) => (await ask(question, jsonIn)).json,
    getText: (question) => ask(question, textIn),
  };
}

class Echo extends Error {}

function isWorthAnother(error: unknown): boolean {
  return error instanceof UpstreamError && (error.trouble === 'failing' || error.message === 'the connection was cut');
}

/** Also while it waits for its turn. */
function raced<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = () => reject(new UpstreamError('late', 'it gave no answer in time'));
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}

type Read<Answer> = (response: Response, mostBytes: number) => Promise<Answer>;

async function fetchAnswer<Answer>(options: UpstreamOptions, question: Question, read: Read<Answer>): Promise<Answer> {
  const { path, params = {}, signal } = question;
  const { base, headers, mostBytes } = options;
  const address = new URL(base);
  address.pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  const pairs = Object.entries(params).flatMap(([name, told]) => [told].flat().map((value) => [name, value]));
  address.search = new URLSearchParams(pairs).toString();
  try {
    const response = await fetch(address, {
      ...sent(question, headers),
      redirect: 'manual',
      cache: 'no-store',
      signal,
    });
    if (!response.ok) throw await refusalFrom(response, options.waitFrom);
    return await read(response, mostBytes);
  } catch (error) {
    throw troubleFrom(error, signal);
  }
}

function sent({ body, text }: Question, headers: UpstreamOptions['headers']) {
  if (text !== undefined) return { method: 'POST', body: text, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } };
  if (body === undefined) return { headers: { accept: 'application/json', ...headers } };
  const json = { accept: 'application/json', 'content-type': 'application/json', ...headers };
  return { method: 'POST', body: JSON.stringify(body), headers: json };
}

async function jsonIn(response: Response, mostBytes: number): Promise<UpstreamAnswer> {
  if (!/^application\/(json|[\w.+-]+\+json)\b/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    throw new UpstreamError('malformed', 'its answer is not JSON');
  }
  return { json: parsed(await readBounded(response, mostBytes)), status: response.status, headers: response.headers };
}

async function textIn(response: Response, mostBytes: number): Promise<UpstreamText> {
  return { text: await readBounded(response, mostBytes), status: response.status };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UpstreamError('malformed', 'its answer is not whole, or no JSON');
  }
}

async function refusalFrom(response: Response, waitFrom = retryAfter): Promise<UpstreamError> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    return new UpstreamError('redirecting', 'it sends us elsewhere, where we do not go', { status });
  }
  if (status === 429) {
    const seconds = waitFrom(response.headers);
    return limited(seconds === null ? null : Math.min(seconds, longestWaitSeconds), await readBeginning(response));
  }
  const said = await readBeginning(response);
  if (status === 401 || status === 403) return new UpstreamError('refused', 'it refuses our credentials', { status, said });
  if (status < 500) return new UpstreamError('refused', `it refuses the question (${status})`, { status, said });
  return new UpstreamError('failing', `it fails (${status})`, { status, said });
}

function limited(seconds: number | null, said = ''): UpstreamError {
  const told = { status: 429, ...(said === '' ? {} : { said }), ...(seconds === null ? {} : { retryAfterSeconds: seconds }) };
  return new UpstreamError('limited', 'it has had enough questions for now', told);
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function retryAfter(headers: Headers): number | null {
  const header = headers.get('retry-after');
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}
