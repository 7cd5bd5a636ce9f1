import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';

/**
 * Refuses what another site made a signed-in browser send. Browsers say where a request comes from, and no script can change
 * that. What says nothing is refused too: a program that is not a browser has a token.
 *
 * @throws {AppError} `not-permitted`
 */
export function assertSameOrigin(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  if (site === null ? isOurs(request.headers.get('origin')) : site === 'same-origin') return;
  throw new AppError('not-permitted', 'This was not sent from a page of ours. Open the page again and repeat it there.');
}

/** On loopback a browser may say localhost where the configuration says 127.0.0.1. Any other host must be the configured one. */
function isOurs(origin: string | null): boolean {
  const { publicUrl } = config();
  if (origin === null || !URL.canParse(origin)) return false;
  const given = new URL(origin);
  if (given.origin === publicUrl.origin) return true;
  return isLoopback(given) && isLoopback(publicUrl) && given.port === publicUrl.port && given.protocol === publicUrl.protocol;
}

function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
