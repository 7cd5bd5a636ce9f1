import type { PostHog } from 'posthog-node';
import { config } from '@/lib/config';
import { log } from './log';
import { currentRequest } from './request-context';

/** The parts of the product, as the usage ledger counts them. */
export type Feature =
  | 'accounts'
  | 'audit'
  | 'dsn'
  | 'evidence'
  | 'import'
  | 'issues'
  | 'logs'
  | 'sample'
  | 'settings'
  | 'today'
  | 'tokens'
  | 'trace'
  | 'usage';

/** Every event says which feature was used and on which surface; the rest are counts and kinds, never names or addresses. */
export interface ProductEvent {
  readonly feature: Feature;
  /** The screen or route by its path (`/audit`), or `command`. */
  readonly surface: `/${string}` | 'command';
  readonly [property: string]: string | number | boolean | null;
}

/** On `globalThis`, because a server bundle may hold this module more than once. */
const home = globalThis as typeof globalThis & { tracebookUsage?: PostHog };

/** Starts counting use where POSTHOG_KEY is set; without it, not even the library is loaded. */
export async function startUsage(): Promise<void> {
  const { posthog } = config();
  if (!posthog || home.tracebookUsage) return;
  const { PostHog } = await import('posthog-node');
  // No retries: with a dead host, they would hold up the end of the process for nine seconds.
  const client = new PostHog(posthog.key, { host: posthog.host, fetchRetryCount: 0, requestTimeout: 3_000, disableGeoip: true });
  client.on('error', () => log('warn', 'product events were not delivered'));
  home.tracebookUsage = client;
}

/** Notes that somebody used something. Silent when not configured; never throws, never waits. */
export function capture(viewer: { readonly id: string }, event: string, properties: ProductEvent): void {
  home.tracebookUsage?.capture({
    distinctId: viewer.id,
    event,
    properties: { ...properties, request_id: currentRequest()?.requestId ?? null, $process_person_profile: false },
  });
}

/** Sends what is still held, for at most this long. */
export async function stopUsage(timeoutMs: number): Promise<void> {
  await home.tracebookUsage?.shutdown(timeoutMs);
}
