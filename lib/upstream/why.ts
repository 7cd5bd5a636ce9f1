import { UpstreamError } from './upstream-error';

/** What `fetch` throws, in words without an address. */
export function troubleFrom(error: unknown, signal: AbortSignal): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (signal.aborted) return new UpstreamError('late', 'it gave no answer in time');
  const code = codeOf(error);
  if (/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS|ERR_SSL|HOSTNAME_)|EPROTO/.test(code)) {
    return new UpstreamError('unreachable', 'its certificate is not one that can be trusted');
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return new UpstreamError('unreachable', 'its name leads nowhere');
  if (/ECONNRESET|UND_ERR_SOCKET|EPIPE/.test(code)) return new UpstreamError('unreachable', 'the connection was cut');
  if (/^(Z_|ERR__ERROR|ERR_)/.test(code)) return new UpstreamError('malformed', 'its answer cannot be read');
  return new UpstreamError('unreachable', 'it cannot be reached');
}

/** Along the causes: `fetch` wraps what the socket says. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}
