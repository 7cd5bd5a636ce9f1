import { createHash } from 'node:crypto';
import type { ReportedError, ReportedTransaction } from '@/lib/error-events';

const nothing = {
  transaction: null,
  requestId: null,
  traceId: null,
  spanId: null,
  sessionId: null,
  replayId: null,
  userId: null,
  orgId: null,
  release: null,
  environment: null,
  feature: null,
  surface: null,
  flags: [],
} as const;

/** An error with nothing in it but what is said. Those of the same type are one issue, unless their fingerprints say otherwise. */
export function reported(given: Partial<ReportedError> & { time: string }): ReportedError {
  const type = given.type ?? 'Error';
  const digest = digestOf(given);
  return {
    kind: 'error',
    eventId: digest,
    digest,
    type,
    message: '',
    culprit: null,
    level: 'error',
    platform: 'node',
    isHandled: null,
    fingerprint: digestOf(type),
    exceptions: [],
    tags: {},
    requestMethod: null,
    requestPath: null,
    sdk: null,
    ...nothing,
    ...given,
  };
}

export function reportedTransaction(given: Partial<ReportedTransaction> & { time: string; name: string }): ReportedTransaction {
  const digest = digestOf(given);
  return {
    kind: 'transaction',
    eventId: digest,
    digest,
    op: 'http.server',
    status: 'ok',
    durationMs: 12,
    parentSpanId: null,
    sampleRate: null,
    ...nothing,
    ...given,
  };
}

function digestOf(given: unknown): string {
  return createHash('sha256').update(JSON.stringify(given)).digest('hex').slice(0, 32);
}
