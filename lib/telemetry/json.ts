import { gzipSync } from 'node:zlib';
import { currentRequest } from './request-context';

/** So much fits into the first packets of a connection as it is: packing it would take longer than sending it. */
const mostUnpackedCharacters = 8_192;
/** Packing that takes longer is left to the server, which does it elsewhere while others are answered. */
const mostPackedHere = 262_144;

/**
 * A value as an answer in JSON. A short one is not packed on its way; a longer one is packed quickly: the little that thoroughness would
 * save takes longer than sending it.
 */
export function json(value: unknown, { headers: given, ...init }: ResponseInit = {}): Response {
  const text = JSON.stringify(value);
  const headers = new Headers(given);
  headers.set('content-type', 'application/json');
  if (!headers.has('cache-control') && text.length <= mostUnpackedCharacters) headers.set('cache-control', unpacked);
  if (text.length <= mostUnpackedCharacters || text.length > mostPackedHere) return new Response(text, { ...init, headers });
  headers.set('vary', 'accept-encoding');
  if (!currentRequest()?.readsGzip) return new Response(text, { ...init, headers });
  headers.set('content-encoding', 'gzip');
  return new Response(gzipSync(text, { level: 1 }), { ...init, headers });
}

/** As every answer is kept out of caches, and as it is on its way (RFC 9111, 5.2.2.6). */
export const unpacked = 'private, no-store, no-transform';
