import { now } from '@/app/now';
import { senderOfToken } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { admitted, readBytes } from '@/lib/intake';
import { readDelivery, unpackDelivery } from '@/lib/product-events';
import { answer, json } from '@/lib/telemetry';
import { mostUseBytes, takeUses, useReadOptions } from '@/lib/usage';

/**
 * Takes product events where an SDK of PostHog sends them, and answers after commit. Who sends is known by the project's key alone: no
 * cookie and no token counts here. A delivery of which nothing could be kept is refused, so that a 200 loses nothing.
 */
export function receiveUses({ form }: { readonly form: 'batch' | 'event' }) {
  const post = answer<unknown>(async (request) => {
    const { rejected, reasons } = await admitted(async () => {
      const body = await readBytes(request, { mostBytes: mostUseBytes, packings: ['gzip', 'deflate', 'br'] });
      const delivery = unpackDelivery(body, new URL(request.url).searchParams, { mostBytes: mostUseBytes });
      const { viewer, key } = await senderOfToken(delivery.token);
      // What a server forwards is not its own doing: there only the event can say who it was.
      const userAgent = key.trust === 'client' ? request.headers.get('user-agent') : null;
      const read = readDelivery(delivery, { ...useReadOptions(now()), userAgent });
      const receipt = await takeUses(viewer, read, { form, source: key.project, trust: key.trust, org: key.orgId });
      if (receipt.rejected > 0 && receipt.created + receipt.repeated === 0) {
        throw new AppError('malformed', `Nothing of this could be kept: ${Object.keys(receipt.reasons).join(', ')}.`);
      }
      return receipt;
    });
    return json({ status: 'Ok', ...(rejected === 0 ? {} : { rejected, reasons }) });
  });
  return async (request: Request) => open(await post(request, undefined));
}

/** Browsers ask first where a page of another origin sends something that no form could. */
export function preflight(): Response {
  const headers = {
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': 'authorization, baggage, content-encoding, content-type, traceparent, x-request-id, x-requested-with',
    'access-control-max-age': '86400',
  };
  return open(new Response(null, { status: 204, headers }));
}

/** For pages of whatever origin, since a project's key in a browser is no secret. */
export function open(response: Response): Response {
  response.headers.set('access-control-allow-origin', '*');
  response.headers.set('access-control-expose-headers', 'retry-after, x-request-id');
  return response;
}
