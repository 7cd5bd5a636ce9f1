import { AsyncLocalStorage } from 'node:async_hooks';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { isOutage } from '@/lib/database';

interface PageAnswer {
  isOutage: boolean;
}

/** On `globalThis`, because the server and the pages are bundles of their own. */
const home = globalThis as typeof globalThis & { tracebookPage?: AsyncLocalStorage<PageAnswer> };
home.tracebookPage ??= new AsyncLocalStorage();
const answers = home.tracebookPage;

const retryAfterSeconds = 5;

/**
 * A page that failed is a 500 to Next, whatever it failed of. While the database does not answer it is told as what it is:
 * 503, with the time to wait (RFC 9110 section 15.6.4). `run` makes the page; {@link notePageFailure} says what it failed of.
 */
export function withPageStatus<T>(response: ServerResponse, run: () => T): T {
  const answer: PageAnswer = { isOutage: false };
  const writeHead: (status: number, ...rest: never[]) => ServerResponse = response.writeHead.bind(response);
  response.writeHead = (status: number, ...rest: (string | OutgoingHttpHeaders | readonly unknown[] | undefined)[]) => {
    const isTold = status === 500 && answer.isOutage;
    if (isTold) response.setHeader('retry-after', retryAfterSeconds);
    return writeHead(isTold ? 503 : status, ...(rest as never[]));
  };
  return answers.run(answer, run);
}

export function notePageFailure(error: unknown): void {
  const answer = answers.getStore();
  if (answer && isOutage(error)) answer.isOutage = true;
}
