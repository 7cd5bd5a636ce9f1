import { UpstreamError } from './upstream-error';

/**
 * The body as text, counted after decompression, so that a small answer that unpacks into a huge one is cut as early as any other.
 *
 * @throws {UpstreamError} `too-large`
 */
export async function readBounded(response: Response, mostBytes: number): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (bytes > mostBytes) throw new UpstreamError('too-large', `its answer is larger than ${mostBytes.toLocaleString('en')} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The beginning of a body that is only read to know what went wrong. */
export async function readBeginning(response: Response, mostBytes = 2_000): Promise<string> {
  try {
    return await readBounded(response, mostBytes);
  } catch {
    return '';
  }
}
