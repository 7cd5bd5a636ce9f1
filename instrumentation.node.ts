import type { Instrumentation } from 'next';
import { viewerOf } from '@/lib/auth';
import { config } from '@/lib/config';
import { log, reportError, startTelemetry } from '@/lib/telemetry';

/** Reads the configuration first: an incomplete one ends the process before anything is served. */
export async function start(): Promise<void> {
  config();
  await startTelemetry();
}

export async function report(
  ...[error, { headers: given, method }, { routePath }]: Parameters<Instrumentation.onRequestError>
): Promise<void> {
  const headers = new Headers(
    Object.entries(given).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one])),
  );
  const requestId = headers.get('x-request-id') ?? undefined;
  log('error', 'a page failed', { error, method, route: routePath, ...(requestId ? { request_id: requestId } : {}) });
  reportError(error, { requestId, route: routePath, viewerId: await viewerIdIn(headers) });
}

/** Where even that cannot be told, the report goes without. */
async function viewerIdIn(headers: Headers): Promise<string | undefined> {
  headers.delete('authorization');
  return viewerOf(new Request('http://here.invalid', { headers })).then(
    (viewer) => viewer.id,
    () => undefined,
  );
}
