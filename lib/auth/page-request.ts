import { headers } from 'next/headers';
import { readRequestId } from '@/lib/request-id';

/** The ids of the request for a page, as `proxy.ts` forwarded them; made here where nobody did. */
export async function pageRequest(): Promise<{ readonly requestId: string; readonly traceId: string | null }> {
  const { id, traceId } = readRequestId(await headers());
  return { requestId: id, traceId };
}
