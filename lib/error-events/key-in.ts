import { own, textOf } from './json-shape';
import { readEnvelopeHeader } from './read-envelope';

/**
 * The key by which an SDK sends: out of the header `X-Sentry-Auth`, the query, or the DSN in front of an envelope; null where there is none
 * that could be one.
 *
 *     X-Sentry-Auth: Sentry sentry_version=7, sentry_key=2c1f…, sentry_client=sentry.javascript.node/11.12.0
 *     ?sentry_version=7&sentry_key=2c1f…
 *     {"dsn": "https://2c1f…@tracebook.example.com/3"}
 */
export function keyIn(request: Request, body: Buffer | null): string | null {
  const header = request.headers.get('x-sentry-auth') ?? request.headers.get('authorization') ?? '';
  const [, told] = /^Sentry\s.*?\bsentry_key=([^,\s]+)/is.exec(header) ?? [];
  const key = told ?? new URL(request.url).searchParams.get('sentry_key') ?? (body && keyOfDsn(body)) ?? '';
  return /^[0-9a-f]{32}$/i.test(key) ? key.toLowerCase() : null;
}

function keyOfDsn(body: Buffer): string | null {
  const dsn = textOf(own(readEnvelopeHeader(body) ?? {}, 'dsn'));
  return dsn !== null && URL.canParse(dsn) ? new URL(dsn).username : null;
}
