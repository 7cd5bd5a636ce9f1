import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line, report and event that a request causes is tagged with. */
export interface RequestContext {
  readonly requestId: string;
  readonly traceId: string | null;
  /** Who asks, once that is known. */
  viewerId?: string;
}

/** On `globalThis`, because a server bundle may hold this module more than once. */
const home = globalThis as typeof globalThis & { tracebookRequest?: AsyncLocalStorage<RequestContext> };

function storage(): AsyncLocalStorage<RequestContext> {
  home.tracebookRequest ??= new AsyncLocalStorage();
  return home.tracebookRequest;
}

export function withRequest<T>(context: RequestContext, run: () => T): T {
  return storage().run(context, run);
}

/** The request that is being answered, or undefined outside of one. */
export function currentRequest(): RequestContext | undefined {
  return storage().getStore();
}

/** Said by whoever found out who asks. */
export function noteViewer(viewerId: string): void {
  const request = currentRequest();
  if (request) request.viewerId = viewerId;
}
