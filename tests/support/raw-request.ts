import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Every value of a header that came more than once. */
  readonly allHeaders: NodeJS.Dict<string[]>;
  readonly body: string;
}

/** A request whose path and headers go out as they are given: `fetch` would straighten both. */
export function rawRequest(
  baseUrl: string,
  { path, method = 'GET', headers = {}, body }: { path: string; method?: string; headers?: OutgoingHttpHeaders; body?: string },
): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((done, failed) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () =>
        done({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          allHeaders: answer.headersDistinct,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      answer.on('error', failed);
    });
    sent.on('error', failed);
    sent.end(body);
  });
}
