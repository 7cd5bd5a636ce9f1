/** A list of a hundred rows. Whoever asks for JSON is a program nearby: packing so much takes longer than sending it. */
const mostUnpackedCharacters = 65_536;

/** A value as an answer in JSON. A short one is not packed on its way. */
export function json(value: unknown, { headers: given, ...init }: ResponseInit = {}): Response {
  const text = JSON.stringify(value);
  const headers = new Headers(given);
  headers.set('content-type', 'application/json');
  if (text.length <= mostUnpackedCharacters && !headers.has('cache-control')) headers.set('cache-control', unpacked);
  return new Response(text, { ...init, headers });
}

/** As every answer is kept out of caches, and as it is on its way (RFC 9111, 5.2.2.6). */
export const unpacked = 'private, no-store, no-transform';
