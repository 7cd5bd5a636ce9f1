import type * as Sentry from '@sentry/node';
import { config } from '@/lib/config';
import { currentRequest } from './request-context';
import { safeMessage } from './safe-text';

/** On `globalThis`, because a server bundle may hold this module more than once. Absent: not configured. */
const home = globalThis as typeof globalThis & { tracebookSentry?: typeof Sentry };

export interface ReportContext {
  readonly requestId?: string | undefined;
  /** The route's pattern, not the address: addresses hold other people's ids. */
  readonly route?: string | undefined;
  /** Only of somebody who is signed in. */
  readonly viewerId?: string | undefined;
}

/**
 * Starts error reports where SENTRY_DSN is set; without it, not even the library is loaded. Its own collecting is off
 * (addresses, headers, bodies, variables, console lines): what a report holds is what stands here.
 */
export async function startErrorReports(): Promise<void> {
  const { sentry } = config();
  if (!sentry || home.tracebookSentry) return;
  const library = await import('@sentry/node');
  library.init({
    dsn: sentry.dsn,
    environment: sentry.environment,
    defaultIntegrations: false,
    integrations: [
      library.functionToStringIntegration(),
      library.linkedErrorsIntegration(),
      library.dedupeIntegration(),
      library.contextLinesIntegration(),
      library.onUncaughtExceptionIntegration(),
      library.onUnhandledRejectionIntegration(),
    ],
    beforeSend: withSafeMessages,
  });
  home.tracebookSentry = library;
}

/** Sends what went wrong, tagged with the request's id. Silent when not configured. */
export function reportError(error: unknown, context: ReportContext = {}): void {
  const library = home.tracebookSentry;
  if (!library) return;
  const request = currentRequest();
  const requestId = context.requestId ?? request?.requestId;
  const viewerId = context.viewerId ?? request?.viewerId;
  library.withScope((scope) => {
    if (requestId) scope.setTag('request_id', requestId);
    if (request?.traceId) scope.setTag('trace_id', request.traceId);
    if (context.route) scope.setTag('route', context.route);
    if (viewerId) scope.setUser({ id: viewerId });
    library.captureException(error);
  });
}

/** Sends what is still held, for at most this long. */
export async function stopErrorReports(timeoutMs: number): Promise<void> {
  await home.tracebookSentry?.close(timeoutMs);
}

function withSafeMessages(event: Sentry.ErrorEvent): Sentry.ErrorEvent {
  for (const exception of event.exception?.values ?? []) if (exception.value) exception.value = safeMessage(exception.value);
  return event;
}
