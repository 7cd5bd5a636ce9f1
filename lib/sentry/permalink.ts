/**
 * An address at which people see something in Sentry, as Sentry itself says it; null where it leads anywhere but to the host that is
 * asked (or, of sentry.io, to one of its subdomains), or is no address of the web.
 */
export function permalinkFrom(told: string | null, base: URL): string | null {
  if (told === null || !URL.canParse(told)) return null;
  const { protocol, hostname, port, username, password, pathname } = new URL(told);
  const isOfSaas = isSentryIo(base.hostname) && isSentryIo(hostname);
  if (hostname !== base.hostname && !isOfSaas) return null;
  if (port !== base.port || username !== '' || password !== '') return null;
  if (protocol !== 'https:' && (protocol !== 'http:' || base.protocol !== 'http:')) return null;
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
}

function isSentryIo(hostname: string): boolean {
  return hostname === 'sentry.io' || hostname.endsWith('.sentry.io');
}
