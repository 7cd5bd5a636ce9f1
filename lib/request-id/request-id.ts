/** What a request says of itself. `rejected` is what it claimed to be called, cut and escaped for a log line. */
export interface RequestId {
  readonly id: string;
  readonly traceId: string | null;
  readonly rejected: string | null;
}

/** The id to use for a request: its own where that is well-formed, else its trace id, else a new one. */
export function requestIdOf(headers: Headers): string {
  return readRequestId(headers).id;
}

/**
 * Reads `x-request-id` and W3C `traceparent`. A malformed id is replaced, never repaired: a repaired one would be found
 * under a name that its sender does not know.
 */
export function readRequestId(headers: Headers): RequestId {
  const given = headers.get('x-request-id');
  const traceId = traceIdOf(headers.get('traceparent'));
  if (given !== null && wellFormed.test(given)) return { id: given, traceId, rejected: null };
  return { id: traceId ?? crypto.randomUUID(), traceId, rejected: given === null ? null : escaped(given) };
}

/** Real ids are up to 143 characters and hold slashes, colons and at-signs. The first character keeps out paths and options. */
const wellFormed = /^[A-Za-z0-9][A-Za-z0-9._:@/+=-]{0,199}$/;

/** https://www.w3.org/TR/trace-context/#traceparent-header; version ff and an id of zeros are invalid there. */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

function traceIdOf(header: string | null): string | null {
  return (header && traceparent.exec(header)?.[1]) ?? null;
}

function escaped(text: string): string {
  return JSON.stringify(text.slice(0, 64)).slice(1, -1);
}
