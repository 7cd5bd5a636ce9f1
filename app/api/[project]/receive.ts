import { now } from '@/app/now';
import { senderOf } from '@/lib/auth';
import { type EventReadOptions, type EventsRead, keyIn } from '@/lib/error-events';
import { AppError } from '@/lib/errors';
import { admitted, readBytes } from '@/lib/intake';
import { mostEventBytes, takeEvents } from '@/lib/issues';
import { answer, json } from '@/lib/telemetry';

interface Receiver {
  readonly form: 'envelope' | 'store';
  readonly read: (body: Buffer, options: EventReadOptions) => EventsRead;
}

interface Context {
  readonly params: Promise<{ readonly project: string }>;
}

/**
 * Takes errors where an SDK of Sentry sends them, and answers with the id of the event after commit. Who sends is known by the key of a DSN
 * alone: no cookie and no token counts here. A delivery of which nothing could be kept is refused, so that a 200 loses nothing.
 */
export function receive({ form, read }: Receiver) {
  const post = answer<Context>(async (request, { params }) => {
    const { project } = await params;
    const { id, rejected, reasons } = await admitted(async () => {
      const key = keyIn(request, null);
      const early = key === null ? null : await senderOf(project, key);
      const body = await readBytes(request, { mostBytes: mostEventBytes, packings: ['gzip', 'deflate', 'br'] });
      const sender = early ?? (await senderOf(project, keyIn(request, body)));
      const events = read(body, { receivedAt: now() });
      const { project: name, trust, orgId } = sender.key;
      const receipt = await takeEvents(sender.viewer, events, { form, project: name, trust, org: orgId });
      if (receipt.rejected > 0 && receipt.created + receipt.repeated === 0) {
        throw new AppError('malformed', `Nothing of this could be kept: ${Object.keys(receipt.reasons).join(', ')}.`);
      }
      return receipt;
    });
    return json({ ...(id === null ? {} : { id }), ...(rejected === 0 ? {} : { rejected, reasons }) });
  });
  return async (request: Request, context: Context) => open(await post(request, context));
}

/** Browsers ask first where a page of another origin sends something that no form could. */
export function preflight(): Response {
  const headers = {
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers':
      'accept, authentication, authorization, baggage, content-encoding, content-type, origin, sentry-trace, x-requested-with, x-sentry-auth',
    'access-control-max-age': '86400',
  };
  return open(new Response(null, { status: 204, headers }));
}

/** For pages of whatever origin, since a DSN in a browser is no secret; who is to wait is told in Sentry's words too. */
function open(response: Response): Response {
  const { headers, status } = response;
  headers.set('access-control-allow-origin', '*');
  headers.set('access-control-expose-headers', 'retry-after, x-request-id, x-sentry-error, x-sentry-rate-limits');
  headers.set('cross-origin-resource-policy', 'cross-origin');
  const wait = headers.get('retry-after');
  if (wait !== null) headers.set('x-sentry-rate-limits', `${wait}:error;transaction;span:key`);
  if (status >= 400) headers.set('x-sentry-error', `not kept (${status})`);
  return response;
}
